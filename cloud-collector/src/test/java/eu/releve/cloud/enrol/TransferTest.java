package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.command.TransferCommand;
import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.SealedBatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** A building changes its syndic at a real collector, and no series ends. */
class TransferTest extends SuccessionRig {
  private static final String JANUARY =
      "{\"from\": \"2026-01-01\", \"to\": \"2026-02-01\", \"reason\": \"the year's end\"}";

  @Test
  void aBuildingGoesToAnotherSyndicWhileItsGatewayDelivers() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 7, 2);
    journal.plan(PLAN);
    List<SealedBatch> batches = new ArrayList<>(List.of(journal.catalogueBatch()));
    for (int i = 0; i < 400; i++) {
      batches.add(journal.readings(1_000L * i));
    }
    deliver(batches.subList(0, 200));
    awaitStored(200);
    await()
        .atMost(PATIENCE)
        .until(() -> !rig.text("select count(*) from quarter_hour").equals("0"));
    String anne = account("anne", "syndic-a");
    String bert = account("bert", "syndic-b");
    String building = rig.text("select id from building");
    assertThat(seen(anne, "/buildings/" + building)).isEqualTo(200);
    assertThat(seen(bert, "/buildings/" + building)).isEqualTo(404);

    assertThat(asks(anne, "/buildings/" + building + "/closings", JANUARY)).isEqualTo(200);

    AtomicBoolean delivered = new AtomicBoolean();
    Thread delivery =
        Thread.ofVirtual()
            .start(
                () -> {
                  // As a gateway does: the next ones when these are stored.
                  for (int from = 200; from < 401; from += 3) {
                    deliver(batches.subList(from, from + 3));
                    awaitStored(from + 3);
                  }
                  delivered.set(true);
                });
    Path archive = folder.resolve("archive");
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    assertThat(
            run(
                TransferCommand.line(),
                SITE,
                "--to",
                "syndic-b",
                "--at",
                today,
                "--export",
                archive.toString()))
        .as(() -> said)
        .isZero();
    delivery.join();
    awaitStored(401);
    assertThat(delivered).isTrue();
    assertThat(rig.text("select count(*) from reading"))
        .as("nothing lost, nothing twice")
        .isEqualTo("800");

    for (String path :
        List.of(
            "/buildings/" + building,
            "/buildings/" + building + "/registers",
            "/gateways/gw-1",
            "/live?building=" + building)) {
      assertThat(seen(anne, path)).as(path).isEqualTo(404);
      assertThat(seen(bert, path)).as(path).isEqualTo(200);
    }
    rig.restart("90d", "[gw-1]");
    assertThat(seen(anne, "/buildings/" + building)).as("whatever the settings say").isEqualTo(404);
    assertThat(seen(bert, "/buildings/" + building)).isEqualTo(200);

    theExportIsTheOldOnes(anne, bert, archive.resolve("transfer-1.zip"));
  }

  private void theExportIsTheOldOnes(String anne, String bert, Path file) throws Exception {
    assertThat(rig.text("select count(*) from audit where what in ('transferred', 'received')"))
        .isEqualTo("2");
    assertThat(seen(anne, "/transfers/1/export")).isEqualTo(200);
    assertThat(seen(bert, "/transfers/1/export")).isEqualTo(404);
    assertThat(run(TransferCommand.line(), true, "verify", file.toString()))
        .as(() -> said)
        .isZero();
    assertThat(said).contains("site-gw-1, kept by syndic-a");
    String days = entry(file, "consumption-day.csv");
    assertThat(days).contains("main,active-energy-import,Wh,2026-03-01").doesNotContain("flat");
    assertThat(entry(file, "closings.csv")).contains("the year's end", "anne", "main");
    assertThat(run(TransferCommand.line(), true, "verify", tampered(file).toString())).isEqualTo(1);
    assertThat(said).contains("consumption-day.csv: wanted what was sealed");
    assertThat(run(TransferCommand.line(), true, "verify", file.toString(), "--authority", "00"))
        .isEqualTo(1);
  }

  @Test
  void aTransferToComeIsKeptIsTakenBackOrIsDoneOnItsDay() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 8, 2);
    journal.plan(PLAN);
    deliver(List.of(journal.catalogueBatch(), journal.readings(5)));
    awaitStored(2);
    String anne = account("anne", "syndic-a");
    assertThat(asks(anne, "/groups", "{\"name\": \"spring\", \"title\": \"t\"}")).isEqualTo(200);
    assertThat(
            asks(
                anne,
                "/groups/1/consents",
                "{\"building\": 1, \"lot\": \"3b\", \"givenBy\": \"g\","
                    + " \"from\": \""
                    + LocalDate.now(ZoneOffset.UTC).plusDays(1)
                    + "\", \"to\": \"2030-01-01\"}"))
        .isEqualTo(200);
    String later = LocalDate.now(ZoneOffset.UTC).plusDays(3).toString();
    String[] ask = {SITE, "--to", "syndic-b", "--at", later};
    assertThat(run(TransferCommand.line(), ask)).as(() -> said).isZero();
    assertThat(said).contains("to come");
    assertThat(run(TransferCommand.line(), ask)).as("a second one").isEqualTo(1);
    assertThat(run(TransferCommand.line(), "undo", "1", "--reason", "voted down")).isZero();
    assertThat(run(TransferCommand.line(), "undo", "1", "--reason", "again")).isEqualTo(1);
    assertThat(run(TransferCommand.line(), ask)).isZero();
    assertThat(owner()).isEqualTo("syndic-a");
    rig.ahead(Duration.ofDays(4).toMillis());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(owner()).isEqualTo("syndic-b"));
    assertThat(rig.text("select withdrawn_on is not null from consent"))
        .as("a consent to the old syndic's group")
        .isEqualTo("t");
    assertThat(run(TransferCommand.line(), "undo", "2", "--reason", "too late")).isEqualTo(1);
    assertThat(run(TransferCommand.line(), "list")).isZero();
    assertThat(said).contains("taken back", "done");
    assertThat(run(TransferCommand.line(), SITE, "--to", "syndic-b", "--at", later)).isEqualTo(1);
    assertThat(run(TransferCommand.line(), SITE, "--to", "nobody", "--at", later)).isEqualTo(2);
    assertThat(run(TransferCommand.line(), "none", "--to", "syndic-a", "--at", later)).isEqualTo(2);
    assertThat(run(TransferCommand.line(), SITE, "--to", "syndic-a", "--at", "someday"))
        .isEqualTo(2);
  }

  @Test
  void nobodyWaitsForTheExportOfATransferThatFailedOrIsToCome() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 8, 2);
    journal.plan(PLAN);
    deliver(List.of(journal.catalogueBatch(), journal.readings(5)));
    awaitStored(2);
    String archive = folder.resolve("archive").toString();
    String later = LocalDate.now(ZoneOffset.UTC).plusDays(3).toString();
    String[] ask = {SITE, "--to", "syndic-b", "--at", later, "--export", archive};
    assertThat(run(TransferCommand.line(), ask)).as(() -> said).isZero();
    assertThat(said).contains("on that day: releve transfer export 1");
    assertThat(rig.text("update transfer set problem = 'the disk is full' returning id"))
        .isEqualTo("1");
    assertThat(run(TransferCommand.line(), "export", "1", "--export", archive)).isEqualTo(1);
    assertThat(said).contains("waits: the disk is full");
    assertThat(run(TransferCommand.line(), "undo", "1", "--reason", "voted down")).isZero();
    assertThat(run(TransferCommand.line(), "export", "1", "--export", archive)).isEqualTo(1);
    assertThat(said).contains("taken back");
  }

  private static String entry(Path zip, String name) throws Exception {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError("no " + name);
  }

  /** The same with one digit changed. */
  private Path tampered(Path zip) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        byte[] content = in.readAllBytes();
        boolean changed = entry.getName().equals("consumption-day.csv");
        out.write(
            changed
                ? (new String(content, StandardCharsets.UTF_8) + "x")
                    .getBytes(StandardCharsets.UTF_8)
                : content);
        out.closeEntry();
      }
    }
    return Files.write(folder.resolve("tampered.zip"), bytes.toByteArray());
  }
}
