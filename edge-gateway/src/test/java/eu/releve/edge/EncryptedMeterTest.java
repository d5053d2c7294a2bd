package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.Fault;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.Recorder;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wired meter that encrypts its telegrams, from the simulated bus to the journal. */
class EncryptedMeterTest {
  private static final String SECRET = "000102030405060708090A0B0C0D0E0F";
  private static final MeterId W1 = new MeterId("w1");

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();

  @Test
  void aWiredMeterThatEncryptsIsReadWithItsKeyToItsLastTelegram() throws Exception {
    MeterView meter = read(new Keys(Map.of(new KeyAddress("12345678"), Key.parse(SECRET))));
    assertThat(meter.condition()).isEqualTo(Condition.ANSWERS);
    assertThat(meter.values().stream().map(last -> last.register() + "=" + last.value()))
        .contains("water-volume=1234000", "meter-clock=1394709060");
  }

  @Test
  void withoutKeyOrWithAnotherTheReasonIsNamed() throws Exception {
    assertThat(read(Keys.NONE).detail()).startsWith("KEY_MISSING: ");
    Key other = Key.parse(SECRET.replace('0', '1'));
    MeterView wrong = read(new Keys(Map.of(new KeyAddress("12345678"), other)));
    assertThat(wrong.condition()).isEqualTo(Condition.NONSENSE);
    assertThat(wrong.detail()).startsWith("KEY_WRONG: ").doesNotContain(SECRET);
  }

  private MeterView read(Keys keys) throws Exception {
    SitePlan plan = plan(FreePorts.one());
    GivenMeter given =
        new GivenMeter(List.of(sealed(1, "0413D20400001F"), sealed(2, "046D0B0BCD13")));
    try (SimulatedSite site =
            SimulatedSite.start(
                plan,
                Building.of(plan, 1, Map.of()),
                () -> Instant.ofEpochMilli(clock.wallMillis()),
                Recorder.none(),
                Map.of(new BusId("water"), List.of(given)));
        Journal journal = Journal.open(folder.resolve("journal" + plan.hash()), clock);
        GatewayRuntime runtime =
            GatewayRuntime.of(
                plan,
                journal,
                clock,
                GatewayRuntime.Options.USUAL,
                new GatewayRuntime.Belongings(Notebook.inMemory(), keys))) {
      // The plan's own meter would answer as well.
      assertThat(site.fault(W1, new Fault(Fault.Kind.SILENT, Duration.ZERO))).isTrue();
      clock.advance(900_000);
      runtime.cycle(clock.bootMillis());
      LaneView lane = runtime.view().getFirst();
      String shown = String.valueOf(runtime.telegram(W1, Locale.ENGLISH));
      assertThat(shown).contains("identification 12345678").doesNotContain(SECRET);
      assertThat(site.answers()).isZero();
      return lane.meters().getFirst();
    }
  }

  /** Security mode 5 behind the long header of a wired telegram. */
  private static byte[] sealed(int access, String records) {
    byte[] address = HexFormat.of().parseHex("7706785634121607");
    byte[] content =
        Sealing.mode5(Key.parse(SECRET), address, access, HexFormat.of().parseHex(records))
            .content();
    byte[] data = new byte[content.length + 7];
    System.arraycopy(HexFormat.of().parseHex("7856341277061607"), 0, data, 0, 8);
    System.arraycopy(content, 1, data, 8, content.length - 1);
    return MbusFraming.longFrame(0x08, 1, 0x72, data);
  }

  private static SitePlan plan(int port) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: water, mbus: "tcp://127.0.0.1:%d", baud: 38400 } ]
        points: [ { id: one, name: "Eau 1" } ]
        meters:
          - { id: w1, point: one, bus: water, secondary: "12345678", profile: itron-bm-plus-m, from: 2025-01-01 }
        """
            .formatted(port),
        Profiles.bundled());
  }
}
