package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.BusId;
import eu.releve.provisioning.site.Bus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ProfilesCommandTest {
  private static final String PROFILE =
      """
      profile: acme-em100
      name: Acme EM100
      source: "Acme EM100 Modbus map v1.2, table 4"
      modbus: { function: 4, order: high-first }
      registers:
        - { is: active-energy-import, at: 0x0048, type: u32, scale: 0.01, unit: kWh }
      proofs:
        - origin: constructed
          source: the layout of table 4, by hand
          at: 0x0048
          raw: 00010002
          gives: { active-energy-import: %d }
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void allFamiliesAreListedAndTheKindsOfProofsCountedApart() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains("abb-b23", "eastron-sdm630", "kamstrup-multical-601")
        .containsPattern("\\d+ families; proofs: \\d+ recorded, \\d+ published, \\d+ constructed")
        .containsPattern("a Modbus scan recognises \\d+ of \\d+ Modbus families by fingerprints");
    assertThat(run("--json")).isZero();
    assertThat(out.toString())
        .contains("{\"profiles\":[{\"profile\":\"", "{\"profile\":\"abb-b23\"")
        .containsPattern(
            "\\],\"families\":\\d+,\"proofsRecorded\":\\d+,\"proofsPublished\":\\d+,"
                + "\"proofsConstructed\":\\d+,\"modbusFamilies\":\\d+,"
                + "\"modbusRecognised\":\\d+,");
  }

  @Test
  void theProtocolsOfControllersAreToldThatNobodyHasProven() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains("proven against a server: modbus-tcp, simulated")
        .contains("not proven against a device: s7, knxnet-ip, ads, eip");
    assertThat(run("--json")).isZero();
    assertThat(out.toString()).contains("\"controllersNotProven\":\"s7 knxnet-ip ads eip\"}");
    assertThat(Stream.of(ProfilesCommand.PROVEN, ProfilesCommand.NOT_PROVEN).flatMap(List::stream))
        .allSatisfy(
            protocol ->
                assertThat(new Bus.Plc(new BusId("one"), protocol + "://device").address())
                    .startsWith(protocol));
  }

  @Test
  void anMbusFamilysProofsAreCountedByTheirOriginToo() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .containsPattern("\\nsvm-f22 .* mbus +\\d+   0, 1, 1\\R")
        .containsPattern("\\nkamstrup-multical-19 .* mbus +\\d+   0, 2, 0\\R");
  }

  @Test
  void oneFamilyIsShownWithItsRegistersAndSource() {
    assertThat(run("abb-b23")).isZero();
    assertThat(out.toString())
        .contains("source: ")
        .containsPattern("active-energy-import +kWh +resolution 10 Wh");
    assertThat(run("nobody")).isEqualTo(1);
    assertThat(out.toString()).contains("no profile is called 'nobody'");
  }

  @Test
  void aFileIsLoadedStrictlyAndItsProofsAreRun() throws Exception {
    Path good = Files.writeString(folder.resolve("acme-em100.yaml"), PROFILE.formatted(655_380));
    assertThat(run("--check", good.toString())).isZero();
    assertThat(out.toString()).contains("acme-em100: 1 registers, 1 proofs hold");

    Path wrong = Files.writeString(folder.resolve("acme-em100.yaml"), PROFILE.formatted(7));
    assertThat(run("--check", wrong.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("active-energy-import", "655380");

    Path refused = Files.writeString(folder.resolve("acme-em100.yaml"), "profil: x\n");
    assertThat(run("--check", refused.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("acme-em100.yaml:1: profile: wanted text, found nothing");

    assertThat(run("--check", folder.resolve("none.yaml").toString())).isEqualTo(3);
    assertThat(err.toString()).contains("none.yaml");
  }

  @Test
  void aCheckAnswersProgramsTooAndBytesThatAreNoTextAreRefused() throws Exception {
    Path wrong = Files.writeString(folder.resolve("acme-em100.yaml"), PROFILE.formatted(7));
    assertThat(run("--check", wrong.toString(), "--json")).isEqualTo(1);
    assertThat(out.toString()).startsWith("{\"profile\":\"acme-em100\"").contains("655380");

    Path bytes = Files.write(folder.resolve("bytes.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertThat(run("--check", bytes.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("wanted UTF-8 text");
  }

  @Test
  void aCheckBesideANameIsWrongUseAndAFolderThatIsMissingIsNamed() throws Exception {
    Path good = Files.writeString(folder.resolve("acme-em100.yaml"), PROFILE.formatted(655_380));
    assertThat(run("abb-b23", "--check", good.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("wanted --check FILE alone, found NAME too");

    assertThat(run("--profiles", folder.resolve("nowhere").toString())).isEqualTo(3);
    assertThat(err.toString()).contains("nowhere: wanted a folder of profiles, found none");
    assertThat(run("--profiles", folder.toString())).isZero();
    assertThat(out.toString()).contains("acme-em100", "abb-b23");
  }

  @Test
  void anUnknownOptionIsWrongUse() {
    assertThat(run("--nonsense")).isEqualTo(2);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(new ProfilesCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
