package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.link.MbusMask;
import eu.releve.edge.search.Answer;
import eu.releve.edge.search.SecondarySearch.Hearing;
import eu.releve.edge.search.SecondarySearch.Limits;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.RandomMeters;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MbusScanCommandTest {
  private static final Duration DELAY = Duration.ofMillis(30);

  private final StringWriter out = new StringWriter();
  private final StringWriter notes = new StringWriter();

  private static final MbusMask OWN = new MbusMask("123456785A6B0107");

  @TempDir private Path folder;

  @Test
  void metersAreToldWithWhoTheyAreAndWhatTheySay() throws Exception {
    GivenMeter meter = GivenMeter.of(new MbusMask("123456782D2C0116"), 5, 4_711, 60);
    MbusScanWords words = words(Locale.FRENCH, false);
    scan(model(2_400, List.of(meter)), words, Optional.empty(), 2_400).run();
    assertThat(words.meters()).isOne();
    assertThat(out.toString())
        .contains("12345678, KAM, version 1, eau froide, adresse primaire 5")
        .contains("secondary: \"123456782D2C0116\"")
        .containsPattern("water-volume +4.711 m3");
    assertThat(notes.toString()).contains("À 2400 bauds.", "Passage 1 : 100 %, compteurs : 1.");
  }

  @Test
  void programsGetOneObjectForEach() throws Exception {
    GivenMeter meter = GivenMeter.of(new MbusMask("123456782D2C0107"), 5, 1, 60);
    GivenMeter twin = GivenMeter.of(new MbusMask("123456782D2C0107"), 5, 2, 60);
    scan(model(2_400, List.of(meter, twin)), words(Locale.ENGLISH, true), Optional.empty(), 2_400)
        .run();
    assertThat(out.toString().lines())
        .containsExactly(
            "{\"found\":\"several\",\"place\":\"secondary 123456782D2C0107\",\"baud\":2400}",
            "{\"found\":\"several\",\"place\":\"primary 5\",\"baud\":2400}");
  }

  // Selection cannot tell them apart, their own primary addresses do: none of them is left out.
  @Test
  void twinsWithPrimaryAddressesOfTheirOwnAreBothTold() throws Exception {
    GivenMeter meter = GivenMeter.of(new MbusMask("123456782D2C0107"), 5, 1, 60);
    GivenMeter twin = GivenMeter.of(new MbusMask("123456782D2C0107"), 6, 2, 60);
    GivenMeter other = GivenMeter.of(new MbusMask("123456792D2C0107"), 7, 3, 60);
    MbusScanWords words = words(Locale.ENGLISH, true);
    scan(model(2_400, List.of(meter, twin, other)), words, Optional.empty(), 2_400).run();
    assertThat(words.meters()).isEqualTo(3);
    assertThat(out.toString())
        .contains("\"several\",\"place\":\"secondary 123456782D2C0107\"")
        .contains("\"place\":\"primary 5\"", "\"place\":\"primary 6\"")
        .doesNotContain("\"place\":\"primary 7\"");
  }

  @Test
  void metersOfOtherSpeedsAreFoundByTheSweep() throws Exception {
    LineModel model = model(9_600, RandomMeters.decimal(5, 1));
    GivenMeter slow = GivenMeter.of(new MbusMask("AAAAAAAA2D2C0107"), 5, 1, 60);
    model.attach(slow.on(LineSettings.mbus(300), DELAY));
    MbusScanWords words = words(Locale.ENGLISH, true);
    scan(model, words, Optional.empty(), 2_400, 9_600, 300).run();
    assertThat(words.meters()).isEqualTo(6);
    assertThat(out.toString()).contains("\"baud\":300,\"address\":5,\"secondary\":\"AAAAAAAA2D2C");
  }

  @Test
  void aMeterIsRecognisedByAProfileOfTheOwnFolder() throws Exception {
    Files.writeString(
        folder.resolve("zzz-water.yaml"),
        """
        profile: zzz-water
        name: a meter of nobody
        source: made for this test
        mbus: { manufacturer: ZZZ }
        registers: [ { is: heat-volume, unit: m3, resolution: 0.001 } ]
        proofs:
          - { source: computed, origin: constructed, raw: "%s", gives: { heat-volume: 1000 } }
        """
            .formatted(
                HexFormat.of()
                    .withUpperCase()
                    .formatHex(GivenMeter.of(OWN, 5, 1, 60).frames().getFirst())));
    Optional<Path> own = Optional.of(folder);
    MbusScanWords words =
        new MbusScanWords(
            Messages.load(MbusScanCommand.class, Locale.ENGLISH),
            ProfilesCommand.with(own),
            true,
            new PrintWriter(out, true),
            new PrintWriter(notes, true));
    scan(model(2_400, List.of(GivenMeter.of(OWN, 5, 4711, 60))), words, Optional.empty(), 2_400)
        .run();
    assertThat(out.toString()).contains("heat-volume").doesNotContain("water-volume");
  }

  // A hit of which a part never came is there, and nobody shall take it for read.
  @Test
  void aMeterWhoseNextTelegramNeverComesIsSaidToBeReadInPart() throws Exception {
    byte[] data = HexFormat.of().parseHex("785634122d2c0107000000000c13010000001f");
    byte[] first = MbusFraming.longFrame(0x08, 5, 0x72, data);
    Station whole = new GivenMeter(List.of(first, first)).on(LineSettings.mbus(2_400), DELAY);
    LineModel model = new LineModel(Disturbance.NONE, 1);
    model.attach(
        new Station() {
          @Override
          public LineSettings settings() {
            return whole.settings();
          }

          @Override
          public List<Speech> hears(byte[] bytes) {
            return bytes[1] == 0x5B ? List.of() : whole.hears(bytes);
          }
        });
    MbusScanWords words = words(Locale.ENGLISH, false);
    scan(model, words, Optional.empty(), 2_400).run();
    assertThat(words.meters()).isOne();
    assertThat(out.toString()).contains("not confirmed by a full reading");
  }

  // Wherever it was stopped, the file and the rest of the bus give what one run gives.
  @Test
  void aScanThatWasStoppedGoesOnWhereItWas() throws Exception {
    List<GivenMeter> meters = RandomMeters.decimal(12, 4);
    MbusScanWords whole = words(Locale.ENGLISH, true);
    Path complete = folder.resolve("complete");
    try (AnswerLog log = AnswerLog.open(complete, "search", ScanFile::forgetLast)) {
      scan(model(2_400, meters), whole, Optional.of(log), 2_400).run();
    }
    List<String> lines = Files.readAllLines(complete);
    String expected = out.toString();
    assertThat(whole.meters()).isEqualTo(12);
    for (int cut = 0; cut <= lines.size(); cut += 97) {
      Path part = folder.resolve("part" + cut);
      Files.writeString(part, String.join("\n", lines.subList(0, cut)) + (cut == 0 ? "" : "\n"));
      Files.writeString(part, "select 12", StandardOpenOption.APPEND);
      out.getBuffer().setLength(0);
      try (AnswerLog log = AnswerLog.open(part, "search", ScanFile::forgetLast)) {
        scan(model(2_400, meters), words(Locale.ENGLISH, true), Optional.of(log), 2_400).run();
      }
      assertThat(out).hasToString(expected);
      assertThat(Files.readAllLines(part)).isEqualTo(lines);
    }
  }

  @Test
  void theFileOfAnotherSearchIsRefused() throws Exception {
    Path file = folder.resolve("other");
    Files.writeString(file, "releve mbus scan 1 bus=/dev/x\n");
    assertThat(run("--bus", "tcp://127.0.0.1:1", "--resume", file.toString())).isEqualTo(2);
    assertThat(notes.toString()).contains(file + ":1: wanted 'releve mbus scan 4 bus=tcp://");
    assertThat(Files.readString(file)).isEqualTo("releve mbus scan 1 bus=/dev/x\n");
  }

  @Test
  void wrongUseIsSaidAndAMissingLineNamed() {
    assertThat(run("--bus", "COM1")).isEqualTo(2);
    assertThat(run("--bus", "tcp://127.0.0.1:1", "--sweep")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--baud", "200")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--primary", "--secondary")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--looks", "0")).isEqualTo(2);
    assertThat(notes.toString()).contains("wanted tcp://HOST:PORT or a device", "300 to 38400");
    assertThat(run("--bus", "/dev/none")).isEqualTo(3);
    assertThat(notes.toString()).contains("/dev/none is not there");
  }

  @Test
  void anAnswerIsReadAsItWasWritten() {
    List<Answer> answers =
        List.of(new Answer.Silence(), new Answer.Acknowledged(), new Answer.Garbled("start 00"));
    for (Answer answer : answers) {
      assertThat(Answer.of(answer.toString())).isEqualTo(answer);
    }
    assertThat(((Answer.Said) Answer.of("68FF")).frame()).containsExactly(0x68, 0xFF);
  }

  private MbusScanWords words(Locale locale, boolean json) {
    return new MbusScanWords(
        Messages.load(MbusScanCommand.class, locale),
        Profiles.bundled(),
        json,
        new PrintWriter(out, true),
        new PrintWriter(notes, true));
  }

  private static MbusScan scan(
      LineModel model, MbusScanWords words, Optional<AnswerLog> log, Integer... bauds)
      throws IOException {
    return new MbusScan(
        new MbusScan.Wanted(
            List.of(bauds), true, true, new Limits(2, 0), Hearing.CHECKED, Duration.ZERO),
        baud -> model.opener(LineSettings.mbus(baud)),
        words,
        log);
  }

  private static LineModel model(int baud, List<GivenMeter> meters) {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    for (GivenMeter meter : new ArrayList<>(meters)) {
      model.attach(meter.on(LineSettings.mbus(baud), DELAY));
    }
    return model;
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "scan";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return MbusCommand.line()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(notes, true))
        .execute(all);
  }
}
