package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.RawServer;
import eu.releve.edge.search.modbus.Display;
import eu.releve.edge.search.modbus.ModbusSearch;
import eu.releve.edge.search.modbus.ModbusSearch.Medium;
import eu.releve.edge.search.modbus.Recogniser;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.GivenModbusDevice;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModbusScanCommandTest {
  private static final LineSettings USUAL = new LineSettings(9_600, Parity.NONE, 1);
  private static final LineSettings EVEN = new LineSettings(19_200, Parity.EVEN, 1);
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final StringWriter out = new StringWriter();
  private final StringWriter notes = new StringWriter();

  @TempDir private Path folder;

  @Test
  void aMeterIsToldWithItsLineOfTheSitePlan() throws Exception {
    LineModel line = model();
    scan(line, words(Locale.FRENCH, false), Optional.empty(), USUAL).run();
    assertThat(out.toString())
        .contains(
            "Unité 3, 9600 8N1: Eastron SDM120",
            "Dit de lui-même : serial 12345678.",
            "unit: 3, profile: eastron-sdm120, serial: \"12345678\"",
            "Le nombre affiché : profil eastron-sdm120, ordre des octets high-first, celui du"
                + " profil.");
    assertThat(notes.toString())
        .contains("À 9600 bauds, 8N1.", "Passage 1 : 100 %, compteurs : 1.");
  }

  @Test
  void aSunSpecDeviceIsToldWithItsLineOfTheSitePlan() throws Exception {
    LineModel line = new LineModel(Disturbance.NONE.onOnePair(), 1);
    line.attach(GivenModbusDevice.sunSpec("4711", 1).on(2, USUAL, () -> Duration.ofMillis(20)));
    scan(line, words(Locale.ENGLISH, false), Optional.empty(), USUAL).run();
    assertThat(out.toString())
        .contains("SunSpec, models 1 203", "unit: 2, profile: sunspec, serial: \"4711\"");
  }

  // The line is tried with other settings too: what a device of 9600 baud makes of them is nothing.
  @Test
  void metersOfOtherSpeedsAreFoundAndNobodyTwice() throws Exception {
    LineModel line = model();
    GivenModbusDevice other = new GivenModbusDevice();
    other.says(1, "PAC3200 7KM2112");
    line.attach(other.on(200, EVEN, () -> Duration.ofMillis(20)));
    ModbusScanWords words = words(Locale.ENGLISH, true);
    List<LineSettings> sweep = new Sweep(List.of(), List.of(), List.of(), true).all();
    scan(line, words, Optional.empty(), sweep.toArray(LineSettings[]::new)).run();
    words.end();
    assertThat(out.toString().lines())
        .containsExactly(
            "{\"found\":\"meter\",\"unit\":3,\"baud\":9600,\"parity\":\"none\",\"stop\":1,"
                + "\"recognised\":true,\"profiles\":[{\"profile\":\"eastron-sdm120\"}],"
                + "\"sunspec\":[],\"serial\":\"12345678\",\"objects\":[],"
                + "\"displayed\":[{\"profile\":\"eastron-sdm120\",\"order\":\"high-first\","
                + "\"own\":true}]}",
            "{\"found\":\"meter\",\"unit\":200,\"baud\":19200,\"parity\":\"even\",\"stop\":1,"
                + "\"recognised\":true,\"profiles\":[{\"profile\":\"siemens-pac3200\"}],"
                + "\"sunspec\":[],\"objects\":[{\"object\":1,\"text\":\"PAC3200 7KM2112\"}],"
                + "\"displayed\":[]}");
  }

  @Test
  void theUsualSettingsComeFirstAndOnlyWhatWasSaidIsTried() {
    List<LineSettings> usual = new Sweep(List.of(), List.of(), List.of(), false).all();
    assertThat(usual).hasSize(12).doesNotHaveDuplicates().startsWith(USUAL);
    assertThat(new Sweep(List.of(), List.of(), List.of(), true).all()).hasSize(32);
    assertThat(new Sweep(List.of(19_200), List.of(Parity.EVEN), List.of(), false).all())
        .containsExactly(EVEN);
    assertThat(new Sweep(List.of(19_200), List.of(), List.of(2), false).all()).hasSize(3);
  }

  // Wherever it was stopped, the file and the rest of the bus give what one run gives.
  @Test
  void aScanThatWasStoppedGoesOnWhereItWas() throws Exception {
    Path complete = folder.resolve("complete");
    try (AnswerLog log = AnswerLog.open(complete, "search", lines -> {})) {
      scan(model(), words(Locale.ENGLISH, true), Optional.of(log), USUAL, EVEN).run();
    }
    List<String> lines = Files.readAllLines(complete);
    String expected = out.toString();
    assertThat(lines).hasSizeGreaterThan(500).contains("line 9600 8N1", "line 19200 8E1");
    for (int cut = 0; cut <= lines.size(); cut += 97) {
      Path part = folder.resolve("part" + cut);
      String text = String.join("\n", lines.subList(0, cut)) + (cut == 0 ? "" : "\n");
      Files.writeString(part, text + "read 1");
      out.getBuffer().setLength(0);
      try (AnswerLog log = AnswerLog.open(part, "search", all -> {})) {
        scan(model(), words(Locale.ENGLISH, true), Optional.of(log), USUAL, EVEN).run();
      }
      assertThat(out).hasToString(expected);
      assertThat(Files.readAllLines(part)).isEqualTo(lines);
    }
  }

  @Test
  void theFileOfAnotherSearchIsRefused() throws Exception {
    Path file = folder.resolve("other");
    Files.writeString(file, "releve mbus scan 3 bus=/dev/x\n");
    assertThat(run("--bus", "tcp://127.0.0.1:1", "--resume", file.toString())).isEqualTo(2);
    assertThat(notes.toString()).contains(file + ":1: wanted 'releve modbus scan 2 bus=tcp://");
  }

  // Nobody but unit 5 is there: the converter says so of the others.
  @Test
  void aDeviceBehindAConverterIsFoundByTheCommand() throws Exception {
    try (RawServer server =
        new RawServer(
            (request, socket) -> {
              boolean there = request[6] == 5;
              byte[] pdu = {request[6], (byte) (request[7] | 0x80), (byte) (there ? 2 : 11)};
              byte[] answer = Arrays.copyOf(request, 9);
              answer[5] = 3;
              System.arraycopy(pdu, 0, answer, 6, 3);
              socket.getOutputStream().write(answer);
            })) {
      assertThat(run("--bus", "tcp://" + server.endpoint(), "--json")).isZero();
      assertThat(server.requests())
          .allMatch(request -> request[7] == 3 || request[7] == 4 || request[7] == 43);
    }
    assertThat(out.toString().lines())
        .containsExactly(
            "{\"found\":\"meter\",\"unit\":5,\"recognised\":false,\"profiles\":[],"
                + "\"sunspec\":[],\"objects\":[],\"displayed\":[]}");
  }

  // In haste it may speak just while another is asked: with nobody else there nothing is heard.
  @Test
  void aMeterAloneIsFoundHoweverSlowItIs() throws Exception {
    for (int unit = 10; unit <= 240; unit += 10) {
      LineModel line = new LineModel(Disturbance.NONE.onOnePair(), unit);
      GivenModbusDevice meter = new GivenModbusDevice();
      // It refuses the first question: the shortest answer hides best.
      meter.put(3, 0x5000, "0001");
      Duration delay = Duration.ofMillis(60 + unit * 9L / 10);
      line.attach(meter.on(unit, USUAL, () -> delay));
      ModbusScanWords words = words(Locale.ENGLISH, true);
      scan(line, words, Optional.empty(), USUAL).run();
      assertThat(words.meters()).as("unit %d, %s", unit, delay).isEqualTo(1);
    }
    assertThat(notes.toString()).contains("once more, more slowly");
  }

  @Test
  void wrongUseIsSaidAndAMissingBusNamed() {
    assertThat(run("--bus", "COM1")).isEqualTo(2);
    assertThat(run("--bus", "tcp://127.0.0.1:1", "--sweep")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--baud", "200")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--parity", "mark")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--units", "0-x")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--units", "0")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--looks", "0")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--patience", "0")).isEqualTo(2);
    assertThat(run("--bus", "/dev/none", "--display", "5=0.1")).isEqualTo(2);
    assertThat(notes.toString())
        .contains("rtu-over-tcp://HOST:PORT", "none, even or odd", "three digits");
    assertThat(run("--bus", "/dev/none")).isEqualTo(3);
    assertThat(notes.toString()).contains("/dev/none is not there", "Nothing is written");
  }

  private static LineModel model() {
    LineModel line = new LineModel(Disturbance.NONE.onOnePair(), 1);
    GivenModbusDevice meter = new GivenModbusDevice();
    meter.put(3, 0xFC00, "00BC614E");
    meter.put(3, 0xFC02, "0020");
    meter.put(4, 0x48, "42F6E979");
    line.attach(meter.on(3, USUAL, () -> Duration.ofMillis(20)));
    return line;
  }

  private ModbusScanWords words(Locale locale, boolean json) {
    return new ModbusScanWords(
        Messages.load(ModbusScanCommand.class, locale),
        Profiles.bundled(),
        json,
        new PrintWriter(out, true),
        new PrintWriter(notes, true));
  }

  private static ModbusScan scan(
      LineModel line, ModbusScanWords words, Optional<AnswerLog> log, LineSettings... settings) {
    return new ModbusScan(
        Arrays.stream(settings)
            .map(
                set ->
                    ModbusScan.Pass.on(
                        line.opener(set), set, PATIENCE, new LineClock(line), Capture.NONE))
            .toList(),
        new Recogniser(Profiles.bundled().all()),
        new ModbusSearch.Wanted(
            Medium.LINE,
            ModbusSearch.Wanted.ALL,
            2,
            0,
            Map.of(3, new Display(new BigDecimal("123.45")))),
        words,
        log);
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "scan";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return ModbusCommand.line()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(notes, true))
        .execute(all);
  }
}
