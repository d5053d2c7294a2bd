package eu.releve.edge.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that is measured: it says that it is ready, and its memory is the kernel's figure. */
final class Program implements AutoCloseable {
  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final int STOP_SECONDS_MAX = 45;

  private final Process process;
  private final long startedNanos;
  private final BufferedReader output;

  private Program(Process process, long startedNanos) {
    this.process = process;
    this.startedNanos = startedNanos;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a command, on one core where it shall be so and {@code taskset} is there. */
  static Program start(List<String> command, boolean oneCore) throws IOException {
    List<String> all = new ArrayList<>();
    if (oneCore && Files.isExecutable(TASKSET)) {
      all.addAll(List.of(TASKSET.toString(), "-c", "0"));
    }
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RELEVE_"));
    long now = System.nanoTime();
    return new Program(builder.start(), now);
  }

  /** Reads its output up to the line that begins so, and returns that line. */
  String await(String beginning) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(beginning)) {
        drain();
        return line;
      }
    }
    throw new IOException("ended before it said '" + beginning + "'");
  }

  /** A full pipe would stop it. */
  private void drain() {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (output.readLine() != null) {
                  // What it logs is not measured.
                }
              } catch (IOException ended) {
                // With the process.
              }
            });
  }

  double secondsSinceStart() {
    return (System.nanoTime() - startedNanos) / 1e9;
  }

  /** VmRSS, in megabytes of 10^6 bytes. */
  double residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", process.pid() + "", "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
      }
    }
    throw new IOException("no VmRSS of process " + process.pid());
  }

  /** CPU seconds of user and system together, in the kernel's ticks of 10 ms. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", process.pid() + "", "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  /** Ends it as a service manager does, and waits until it has ended. */
  void stop() throws InterruptedException, IOException {
    // By its handle: the process itself would close its output, and what a JVM says at its end,
    // while it keeps its classes, would end it.
    process.toHandle().destroy();
    if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IOException("did not end in " + STOP_SECONDS_MAX + " s");
    }
  }

  /** Ends it at once. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      boolean unused = process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
