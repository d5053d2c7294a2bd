package eu.releve.cloud;

import eu.releve.provisioning.demo.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What an installer has: the programs and commands of {@code ./releve}, each a process of its own.
 *
 * <p>{@code RELEVE_LAUNCHER} names the launcher, whose packaged programs are run then; otherwise
 * the main classes of this JVM's class path.
 *
 * @param launcher the launcher, where it is named.
 * @param folder where commands run and logs go.
 */
record Toolbox(Optional<String> launcher, Path folder) {
  private static final Map<String, String> MAINS =
      Map.of(
          "collector", "eu.releve.cloud.Collector",
          "fleet", "eu.releve.cloud.command.FleetCommand",
          "ledger", "eu.releve.cloud.command.LedgerCommand",
          "gateway", "eu.releve.edge.Gateway",
          "enrol", "eu.releve.edge.command.EnrolCommand",
          "commission", "eu.releve.edge.command.CommissionCommand",
          "modbus", "eu.releve.edge.command.ModbusCommand",
          "mbus", "eu.releve.edge.command.MbusCommand",
          "simulate", "eu.releve.edge.simulate.Simulate",
          "site", "eu.releve.provisioning.command.SiteCommand");

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  static Toolbox in(Path folder) {
    return new Toolbox(Optional.ofNullable(System.getenv("RELEVE_LAUNCHER")), folder);
  }

  /** What a command said, and how it ended. */
  record Said(int code, String out, String err) {
    @Override
    public String toString() {
      return "exit code " + code + "\n" + out + err;
    }
  }

  /** Runs a command to its end. */
  Said run(String command, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, command, ".out");
    Path err = Files.createTempFile(folder, command, ".err");
    List<String> line = begin(command);
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("RELEVE_"));
    builder.environment().put("LANG", "en_GB.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException("%s did not end in %s".formatted(line, PATIENCE));
    }
    return new Said(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** A program that runs until it is stopped; known by its ready line. */
  Part program(String name, String command, String... arguments) {
    List<String> line = begin(command);
    line.addAll(List.of(arguments));
    return new Part(name, line, folder);
  }

  private List<String> begin(String command) {
    List<String> line = new ArrayList<>();
    if (launcher.isPresent()) {
      line.addAll(List.of(launcher.get(), command));
      return line;
    }
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            MAINS.get(command)));
    return line;
  }
}
