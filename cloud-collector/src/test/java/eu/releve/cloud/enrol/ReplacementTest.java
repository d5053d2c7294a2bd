package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.cloud.command.FleetCommand;
import eu.releve.cloud.store.TestJournal;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.command.RescueCommand;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A box takes another's place at a real collector, and no series ends. */
class ReplacementTest extends SuccessionRig {
  @Test
  void aNewBoxTakesTheOldOnesPlaceAndWhatTheOldOneHadLeftIsHandedIn() throws Exception {
    TestJournal old = new TestJournal("gw-1", 9, 2);
    old.plan(PLAN);
    List<SealedBatch> batches = new ArrayList<>(List.of(old.catalogueBatch()));
    for (int i = 0; i < 20; i++) {
      batches.add(old.readings(1_000L * i));
    }
    deliver(batches.subList(0, 11));
    awaitStored(11);
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-1b", "--reason", "dead"))
        .as(() -> said)
        .isZero();
    assertThat(said).contains("gw-1b stands for gw-1 now: building site-gw-1", "Label: ");
    assertThat(rig.text("select retired_at is not null from gateway where id = 'gw-1'"))
        .isEqualTo("t");
    String code =
        said.lines().filter(line -> line.startsWith("Code for")).findFirst().orElseThrow();
    assertThat(new TestBox(rig, "gw-1b").enrols(code.substring(code.indexOf(": ") + 2)).status())
        .isEqualTo(200);

    // The new box has the same plan, and registers under numbers of its own.
    TestJournal next = new TestJournal("gw-1", 10, 2);
    next.plan(PLAN);
    next.renumber(40);
    deliver("gw-1b", List.of(next.catalogueBatch(), next.readings(90_000)));
    awaitStored(13);
    assertThat(rig.text("select count(*) from building")).isEqualTo("1");
    assertThat(rig.text("select count(*) from register")).isEqualTo("2");
    assertThat(rig.text("select gateway from building")).isEqualTo("gw-1b");

    // Batch 16 is not readable any more; the first eleven are stored already.
    List<String> rescued = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      byte[] bytes = batches.get(i).bytes().clone();
      bytes[bytes.length - 1] ^= (byte) (i == 15 ? 1 : 0);
      rescued.add(Base64.getEncoder().encodeToString(bytes));
    }
    String body = JSON.createObjectNode().set("batches", JSON.valueToTree(rescued)).toString();
    JsonNode answer = rig.post("/gateways/gw-1/rescues", body).body();
    assertThat(answer.path("stored").asInt()).as(answer.toString()).isEqualTo(9);
    assertThat(answer.path("known").asInt()).isEqualTo(11);
    assertThat(answer.path("refused")).hasSize(1);
    answer = rig.post("/gateways/gw-1/rescues", body).body();
    assertThat(answer.path("stored").asInt()).as("nothing twice").isZero();
    assertThat(rig.text("select count(*) from reading")).isEqualTo("40");
    assertThat(rig.text("select count(distinct register) from reading")).isEqualTo("2");
    JsonNode ledger = rig.get("/gateways/gw-1/ledger").body();
    assertThat(ledger.path("missing").asInt()).isEqualTo(1);
    assertThat(ledger.path("ranges").toString()).as("the hole is told").contains("\"fromSeq\":16");

    aJournalThatTheCollectorNeverSawSaysNothingOfWhatIsThereNow();
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-9", "--reason", "r"))
        .as("replaced before")
        .isEqualTo(1);
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-0", "gw-9", "--reason", "r"))
        .isEqualTo(2);
    assertThat(rig.text("select count(*) from gateway where id = 'gw-9'")).isEqualTo("0");
    assertThat(run(FleetCommand.line(), "show", "gw-1b")).isZero();
    assertThat(said).contains("put it in the place of");
  }

  private void aJournalThatTheCollectorNeverSawSaysNothingOfWhatIsThereNow() throws Exception {
    TestJournal unseen = new TestJournal("gw-1", 11, 2);
    unseen.plan(PLAN.replace("Communs", "Autrefois"));
    String more =
        Base64.getEncoder().encodeToString(unseen.catalogueBatch().bytes())
            + "\", \""
            + Base64.getEncoder().encodeToString(unseen.readings(7).bytes());
    JsonNode answer =
        rig.post("/gateways/gw-1/rescues", "{\"batches\": [\"" + more + "\"]}").body();
    assertThat(answer.path("stored").asInt()).as(answer.toString()).isEqualTo(2);
    assertThat(rig.text("select count(*) from building")).isEqualTo("1");
    assertThat(rig.text("select title from point where name = 'main'")).isEqualTo("Communs");
  }

  private String readings(String gateway, String site) throws Exception {
    return rig.text(
        """
        select count(*) || ' of ' || count(distinct r.register) from reading r
          join register x on x.id = r.register join meter m on m.id = x.meter
          join building b on b.id = m.building
        where b.gateway = '%s' and b.site = '%s'\
        """
            .formatted(gateway, site));
  }

  // It was tried at the dealer's, with his meters, before anybody knew where it would go.
  @Test
  void aBoxThatDeliveredFromABenchTakesAnOldOnesPlaceAndLeavesTheBenchBehind() throws Exception {
    TestJournal old = new TestJournal("gw-1", 9, 2);
    old.plan(PLAN);
    deliver(List.of(old.catalogueBatch(), old.readings(1_000), old.readings(2_000)));
    String code = rig.post("/gateways/gw-1b/claims", "{}").body().path("code").asText();
    TestBox box = new TestBox(rig, "gw-1b");
    assertThat(box.enrols(code).status()).isEqualTo(200);
    TestJournal next = new TestJournal("gw-1b", 10, 2);
    next.plan(PLAN.replace(SITE, "site-gw-1b"));
    deliver("gw-1b", List.of(next.catalogueBatch(), next.readings(7), next.readings(8)));
    awaitStored(6);
    SealedBatch late = next.readings(9);

    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-1b", "--reason", "dead"))
        .as(() -> said)
        .isZero();
    next.moves(SITE, PLAN, 40);
    deliver("gw-1b", List.of(late, next.catalogueBatch(), next.readings(3_000)));
    awaitStored(9);
    assertThat(readings("gw-1b", SITE)).isEqualTo("6 of 2");
    assertThat(readings("gw-1b", "site-gw-1b")).isEqualTo("6 of 2");
    assertThat(rig.text("select count(*) from register")).isEqualTo("4");
    assertThat(rig.get("/gateways/gw-1b/ledger").body().path("missing").asInt()).isZero();
    assertThat(box.renews().status()).as("its certificate holds").isEqualTo(200);

    String anne = account("anne", "syndic-a");
    String bench = rig.text("select id from building where site = 'site-gw-1b'");
    String building = rig.text("select id from building where site = '" + SITE + "'");
    assertThat(seen(anne, "/buildings/" + building)).isEqualTo(200);
    assertThat(seen(anne, "/buildings/" + bench)).as("nobody's").isEqualTo(404);
    assertThat(seen(rig.token(), "/buildings/" + bench)).isEqualTo(200);
    // What is left of the old one's journal belongs where it belonged.
    String rest = Base64.getEncoder().encodeToString(old.readings(2_500).bytes());
    assertThat(
            rig.post("/gateways/gw-1/rescues", "{\"batches\": [\"" + rest + "\"]}")
                .body()
                .path("stored")
                .asInt())
        .isEqualTo(1);
    assertThat(readings("gw-1b", SITE)).isEqualTo("8 of 2");
  }

  @Test
  void aBoxThatHasDeliveredForTheSameBuildingIsRefusedWithWhatToDo() throws Exception {
    TestJournal old = new TestJournal("gw-1", 9, 2);
    old.plan(PLAN);
    deliver(List.of(old.catalogueBatch(), old.readings(1_000)));
    TestJournal next = new TestJournal("gw-1", 10, 2);
    next.plan(PLAN);
    deliver("gw-1b", List.of(next.catalogueBatch(), next.readings(1_001)));
    awaitStored(4);
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-1b", "--reason", "dead"))
        .isEqualTo(1);
    assertThat(said)
        .contains("gw-1b has delivered for building site-gw-1 itself")
        .contains("replace gw-1 by another name")
        .contains("releve enrol LABEL --again");
    assertThat(rig.text("select count(*) from gateway where retired_at is not null"))
        .isEqualTo("0");
    assertThat(readings("gw-1", SITE)).isEqualTo("2 of 2");
    assertThat(readings("gw-1b", SITE)).isEqualTo("2 of 2");

    // Under another name it goes.
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-1c", "--reason", "dead"))
        .as(() -> said)
        .isZero();
    TestJournal renamed = new TestJournal("gw-1", 11, 2);
    renamed.plan(PLAN);
    deliver("gw-1c", List.of(renamed.catalogueBatch(), renamed.readings(1_002)));
    awaitStored(6);
    assertThat(readings("gw-1c", SITE)).isEqualTo("4 of 2");
    assertThat(readings("gw-1b", SITE)).isEqualTo("2 of 2");
  }

  // The card of a box that no longer starts, read on another machine; part of it has decayed.
  @Test
  void theJournalOnADeadBoxesCardIsDeliveredButForWhatDecayed() throws Exception {
    Path journal = folder.resolve("card").resolve("journal");
    Files.createDirectories(journal);
    List<SealedBatch> written = new ArrayList<>();
    try (Journal opened = Journal.open(journal, new CardClock())) {
      opened.declare(
          new SiteId(SITE),
          List.of(
              new Declared(
                  new MeterId("meter-1"),
                  RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT),
                  Resolution.ONE_STEP,
                  Unit.WH)),
          PLAN);
      for (int i = 0; i < 60; i++) {
        List<Readings.Row> rows = new ArrayList<>();
        for (int row = 0; row < 20; row++) {
          rows.add(new Readings.Row(1, 1_000_000L + 60_000L * i + row * 1_000L, 20L * i + row, 0));
        }
        opened.append(new Readings(rows));
      }
      written.addAll(opened.after(0, 1_000, 1 << 30));
    }
    deliver(written.subList(0, 30));
    awaitStored(30);
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-1b", "--reason", "dead"))
        .as(() -> said)
        .isZero();
    Path segment;
    try (Stream<Path> files = Files.list(journal)) {
      segment = files.filter(file -> file.toString().endsWith(".db")).findFirst().orElseThrow();
    }
    SealedBatch decayed = written.get(45);
    decay(segment, decayed.bytes());
    byte[] before = Files.readAllBytes(segment);

    assertThat(rescue("--json")).as(() -> said).isEqualTo(1);
    long holes = said.lines().filter(line -> line.contains("\"from\":")).count();
    assertThat(holes).as(said).isEqualTo(1);
    assertThat(said).contains("\"known\":30", "\"from\":" + decayed.header().seq() + ",\"to\":");
    int stored = Integer.parseInt(rig.text("select count(*) from ledger where status = 'stored'"));
    assertThat(stored).isEqualTo(written.size() - 1);
    assertThat(Files.readAllBytes(segment)).as("the card is as it was").isEqualTo(before);
    assertThat(rescue()).isEqualTo(1);
    assertThat(said).contains("gw-1: 0 batches stored now, " + stored + " were stored already");
    assertThat(rig.text("select count(*) from building")).isEqualTo("1");
    assertThat(rig.text("select count(*) from reading where register = 1")).isEqualTo("1180");

    assertThat(RescueCommand.line(Map.of()).setErr(nowhere()).execute(folder.toString()))
        .as("no token")
        .isEqualTo(3);
    assertThat(
            RescueCommand.line(Map.of("RELEVE_TOKEN", "t"))
                .setErr(nowhere())
                .execute(folder.toString()))
        .as("whose")
        .isEqualTo(2);
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(new StringWriter());
  }

  private int rescue(String... more) throws Exception {
    StringWriter out = new StringWriter();
    CommandLine line = RescueCommand.line(Map.of("RELEVE_TOKEN", rig.token(), "LANG", "C"));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    List<String> all = new ArrayList<>(List.of(folder.resolve("card").toString()));
    all.addAll(List.of("--gateway", "gw-1", "--collector", rig.api("/").resolve("/").toString()));
    all.addAll(List.of(more));
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  /** Changes one byte of a batch wherever the file has it. */
  private static void decay(Path file, byte[] batch) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    byte[] part = Arrays.copyOfRange(batch, 8, 48);
    int found = 0;
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        bytes[at + 20] ^= 1;
        found++;
      }
    }
    assertThat(found).isPositive();
    Files.write(file, bytes);
  }

  /** A clock that knows the time. */
  private static final class CardClock implements BootClock {
    private final UUID boot = new UUID(4, 2);

    @Override
    public UUID bootId() {
      return boot;
    }

    @Override
    public long bootMillis() {
      return 10_000_000;
    }

    @Override
    public long wallMillis() {
      return TestJournal.START_MILLIS + 10_000_000;
    }

    @Override
    public ClockTrust trust() {
      return ClockTrust.SYNCHRONISED;
    }
  }
}
