package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.command.FleetCommand;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.settings.GatewaySettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code releve fleet} against a real collector. */
class FleetCommandTest {
  @TempDir private Path folder;
  private EntryRig rig;
  private String said = "";

  @BeforeEach
  void start() throws Exception {
    rig = new EntryRig(folder, "90d");
  }

  /** The port that it got is written down as its own: boxes are told of it. */
  private void isKnown() throws Exception {
    rig.restart("90d", "[]");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private int fleet(String... arguments) throws Exception {
    Path settings = folder.resolve("asks.yaml");
    Files.writeString(
        settings,
        Files.readString(folder.resolve("collector.yaml"))
            .replace("http: 127.0.0.1:0", "http: 127.0.0.1:" + rig.collector().httpPort()));
    CommandLine line = FleetCommand.line();
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--config";
    all[arguments.length + 1] = settings.toString();
    int code = line.execute(all);
    said = out.toString();
    return code;
  }

  @Test
  void aCodeIsShownOnceAndPrintedOnALabel() throws Exception {
    Path pdf = folder.resolve("gw-1.pdf");
    assertThat(fleet("claim", "gw-1", "--organisation", "syndic-a", "--pdf", pdf.toString()))
        .as(() -> said)
        .isZero();
    EnrolmentLabel label = EnrolmentLabel.parse(said.substring(said.indexOf("https://")).strip());
    String code = label.code().text();
    assertThat(said).contains(code);
    try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
      assertThat(new PDFTextStripper().getText(document)).contains(code, "gw-1", "syndic-a");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pdf)))
        .isEqualTo("rw-------");
    assertThat(new TestBox(rig, "gw-1").enrols(code).status()).isEqualTo(200);
    assertThat(fleet("list")).isZero();
    assertThat(said).contains("gw-1", "syndic-a").doesNotContain(code);
    assertThat(fleet("show", "gw-1")).isZero();
    assertThat(said).contains("gateway gw-1").doesNotContain(code);
    assertThat(fleet("revoke", "gw-1", "--reason", "stolen")).isZero();
    assertThat(fleet("show", "gw-1")).isZero();
    assertThat(said).contains("stolen");
    assertThat(fleet("retire", "gw-1", "--reason", "scrapped")).isZero();
    assertThat(fleet("claim", "gw-1", "--organisation", "syndic-a")).as("a no").isEqualTo(1);
    assertThat(fleet("show", "gw-9")).isEqualTo(2);
    assertThat(fleet("claim", "gw-2", "--organisation", "nobody")).isEqualTo(2);
  }

  @Test
  void aHundredBoxesArePreparedFromOneList() throws Exception {
    isKnown();
    StringBuilder lines = new StringBuilder("# gateway;organisation\n");
    for (int box = 0; box < 100; box++) {
      lines.append("box-%03d;syndic-b\n".formatted(box));
    }
    Path list = Files.writeString(folder.resolve("boxes.csv"), lines);
    Path out = folder.resolve("cards");
    assertThat(fleet("prepare", list.toString(), "--out", out.toString())).as(() -> said).isZero();
    assertThat(said).contains("100 ", "box-099");
    EnrolmentLabel label =
        EnrolmentLabel.parse(Files.readString(out.resolve("box-042").resolve("enrol.label")));
    assertThat(label.gateway().value()).isEqualTo("box-042");
    assertThat(new TestBox(rig, "box-042").enrols(label.code().text()).status()).isEqualTo(200);
    try (PDDocument document = Loader.loadPDF(out.resolve("labels.pdf").toFile())) {
      assertThat(document.getNumberOfPages()).isEqualTo(13);
    }
    GatewaySettings settings =
        GatewaySettings.load(out.resolve("box-042").resolve("gateway.yaml"), Map.of());
    assertThat(settings.gateway().value()).isEqualTo("box-042");
    assertThat(settings.data()).isEqualTo(out.resolve("box-042"));
    assertThat(settings.collector().ways()).hasToString("[mqtts://localhost:" + rig.mqtts() + "]");
    assertThat(settings.collector().isByEnrolment()).isTrue();
  }

  @Test
  void aBoxThatIsRefusedCostsTheOthersNothingAndAnotherRunGoesOnWithIt() throws Exception {
    isKnown();
    assertThat(fleet("claim", "box-2", "--organisation", "syndic-b")).as(() -> said).isZero();
    assertThat(
            new TestBox(rig, "box-2")
                .enrols(EnrolmentLabel.parse(lastLabel()).code().text())
                .status())
        .isEqualTo(200);
    Path list =
        Files.writeString(folder.resolve("boxes.csv"), "box-1;syndic-a\nbox-2;syndic-a\nbox-3\n");
    Path out = folder.resolve("cards");
    assertThat(fleet("prepare", list.toString(), "--out", out.toString())).as(() -> said).isOne();
    assertThat(said).contains("box-2: box-2 ");
    assertThat(printed(out)).contains("box-1", "box-3").doesNotContain("box-2");
    Path left = out.resolve("not-prepared.csv");
    assertThat(Files.readAllLines(left)).hasSize(2).last().isEqualTo("box-2;syndic-a");
    assertThat(Files.readString(left)).startsWith("# box-2 ");
    assertThat(out.resolve("box-2")).doesNotExist();
    EnrolmentLabel first = label(out, "box-1");

    Files.writeString(list, "box-1;syndic-a\nbox-2;syndic-b\nbox-3\n");
    Files.writeString(out.resolve("box-1/gateway.yaml"), "# changed by hand\n");
    Files.delete(out.resolve("box-3/gateway.yaml"));
    assertThat(fleet("prepare", list.toString(), "--out", out.toString())).as(() -> said).isZero();
    assertThat(label(out, "box-1")).as("the same code").isEqualTo(first);
    assertThat(out.resolve("box-1/gateway.yaml")).hasContent("# changed by hand\n");
    assertThat(out.resolve("box-3/gateway.yaml")).exists();
    assertThat(printed(out)).contains("box-1", "box-2", "box-3");
    assertThat(left).doesNotExist();
    assertThat(rig.text("select count(*) from claim where gateway = 'box-1'")).isEqualTo("1");
    assertThat(new TestBox(rig, "box-1").enrols(first.code().text()).status()).isEqualTo(200);
    for (String file : new String[] {"labels.pdf", "prepared.jsonl", "box-1/enrol.label"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aCollectorThatIsNotThereIsAskedOnceAndWhatWasPreparedIsPrinted() throws Exception {
    isKnown();
    Path list = Files.writeString(folder.resolve("boxes.csv"), "box-1\n");
    Path out = folder.resolve("cards");
    assertThat(fleet("prepare", list.toString(), "--out", out.toString())).as(() -> said).isZero();
    Files.writeString(list, "box-2\nbox-1\nbox-3\n");
    assertThat(
            fleet(
                "prepare",
                list.toString(),
                "--out",
                out.toString(),
                "--collector",
                "http://127.0.0.1:1"))
        .isEqualTo(3);
    assertThat(printed(out)).contains("box-1").doesNotContain("box-2");
    assertThat(Files.readString(out.resolve("not-prepared.csv")))
        .contains("wanted a collector", "\nbox-2\n", "\nbox-3\n")
        .doesNotContain("box-1");
  }

  @Test
  void howBoxesReachTheCollectorMayBeSaidAndMustBeWhereItDoesNotKnow() throws Exception {
    Path list = Files.writeString(folder.resolve("boxes.csv"), "box-1\n");
    Path out = folder.resolve("cards");
    String[] prepare = {"prepare", list.toString(), "--out", out.toString(), "--way", "?"};
    prepare[5] = "mqtt://collector.example:1883";
    assertThat(fleet(prepare)).isEqualTo(2);
    assertThat(said).contains("--way: wanted mqtts://");
    assertThat(rig.text("select count(*) from claim")).isEqualTo("0");
    // Its settings say any free port.
    assertThat(fleet("prepare", list.toString(), "--out", out.toString())).isEqualTo(3);
    assertThat(said).contains("--way: wanted how boxes reach");
    prepare[5] = "wss://collector.example:443";
    assertThat(fleet(prepare)).as(() -> said).isZero();
    assertThat(Files.readString(out.resolve("box-1/gateway.yaml")))
        .contains("collector: [ \"wss://collector.example:443/mqtt\" ]");
  }

  private String lastLabel() {
    return said.substring(said.indexOf("https://")).strip();
  }

  private static String printed(Path out) throws Exception {
    try (PDDocument document = Loader.loadPDF(out.resolve("labels.pdf").toFile())) {
      return new PDFTextStripper().getText(document);
    }
  }

  @Test
  void aListWithAWrongLineMakesNoCodeAtAll() throws Exception {
    Path list = folder.resolve("boxes.csv");
    for (String wrong : new String[] {"gw-2;a;b", "GW 2;syndic-a", "gw-1;syndic-a"}) {
      Files.writeString(list, "gw-1;syndic-a\n" + wrong + "\n");
      assertThat(fleet("prepare", list.toString(), "--out", folder.resolve("c").toString()))
          .isEqualTo(2);
      assertThat(said).contains("boxes.csv:2: wanted");
    }
    assertThat(rig.text("select count(*) from claim")).isEqualTo("0");
    assertThat(fleet("prepare", folder.resolve("none").toString(), "--out", "c")).isEqualTo(3);
  }

  @Test
  void aBoxInStockEnrolsAndIsNobodysUntilItsLabelsHolderPairsIt() throws Exception {
    isKnown();
    Path out = folder.resolve("cards");
    Path forgotten = Files.writeString(folder.resolve("forgotten.csv"), "box-1\nbox-2;\n");
    assertThat(fleet("prepare", forgotten.toString(), "--out", out.toString()))
        .as("a cell that was forgotten")
        .isEqualTo(2);
    Path list = Files.writeString(folder.resolve("stock.csv"), "box-1\nbox-2\n");
    assertThat(fleet("prepare", list.toString(), "--out", out.toString())).as(() -> said).isZero();
    String code = label(out, "box-1").code().text();
    try (PDDocument document = Loader.loadPDF(out.resolve("labels.pdf").toFile())) {
      assertThat(new PDFTextStripper().getText(document)).containsAnyOf("in stock", "en stock");
    }
    assertThat(new TestBox(rig, "box-1").enrols(code).status()).isEqualTo(200);
    assertThat(rig.text("select organisation from gateway where id = 'box-1'")).isEqualTo("null");
    assertThat(fleet("pair", code)).as("an operator says whose").isEqualTo(2);
    assertThat(fleet("pair", code, "--organisation", "syndic-a", "--building", "tilleuls-12"))
        .as(() -> said)
        .isZero();
    assertThat(said).contains("box-1", "tilleuls-12");
    assertThat(fleet("list")).isZero();
    assertThat(said).containsPattern("box-1.*syndic-a");
    assertThat(fleet("pair", code, "--organisation", "syndic-b")).as("another's").isEqualTo(1);
    // The label is the box's still: it may be said later for which building.
    assertThat(fleet("pair", code, "--organisation", "syndic-a", "--building", "acacias-4"))
        .isZero();
    assertThat(said).contains("acacias-4");
    assertThat(fleet("claim", "box-1")).as("it does not go back into stock").isEqualTo(1);
  }

  @Test
  void whoTypedTooManyWrongCodesIsToldNoAndNotThatTheCollectorIsAway() throws Exception {
    String[] pair = {"pair", "4F7K-9QXA-2MND-7R33", "--organisation", "syndic-a"};
    for (int i = 0; i < 6; i++) {
      assertThat(fleet(pair)).as(() -> said).isEqualTo(1);
    }
    assertThat(said).contains("too many");
  }

  private static EnrolmentLabel label(Path cards, String box) throws Exception {
    return EnrolmentLabel.parse(Files.readString(cards.resolve(box).resolve("enrol.label")));
  }
}
