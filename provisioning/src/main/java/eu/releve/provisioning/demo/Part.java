package eu.releve.provisioning.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process of the demo: started, known by its ready line, stopped, killed and started again.
 *
 * <p>Its output goes to a file in the demo's folder.
 */
public final class Part {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

  private final String name;
  private final List<String> command;
  private final Path log;
  private final List<Process> processes = new ArrayList<>();

  Part(String name, List<String> command, Path folder) {
    this.name = name;
    this.command = List.copyOf(command);
    this.log = folder.resolve(name + ".log");
  }

  /**
   * Starts it and waits for its ready line.
   *
   * @return the addresses that the ready line names.
   * @throws IOException when it ends or stays silent instead; the message carries its last words.
   */
  public Map<String, String> start() throws IOException, InterruptedException {
    long before = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    processes.add(process);
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      Map<String, String> addresses = readyLine(before);
      if (!addresses.isEmpty()) {
        return addresses;
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s ended with exit code %d: %s".formatted(name, process.exitValue(), lastWords()));
      }
    }
    throw new IOException(name + " was not ready in " + READY_WITHIN + ": " + lastWords());
  }

  private Map<String, String> readyLine(long from) throws IOException {
    String text = Files.readString(log);
    for (String line :
        text.substring(Math.toIntExact(Math.min(from, text.length()))).split("\n", -1)) {
      if (line.startsWith("ready " + name)) {
        Map<String, String> addresses = new HashMap<>(Map.of("ready", name));
        for (String word : line.trim().split(" ", -1)) {
          int equals = word.indexOf('=');
          if (equals > 0) {
            addresses.put(word.substring(0, equals), word.substring(equals + 1));
          }
        }
        return addresses;
      }
    }
    return Map.of();
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** Whether it runs. */
  public boolean isRunning() {
    return !processes.isEmpty() && processes.getLast().isAlive();
  }

  /** Ends it at once, as SIGKILL does. */
  public void kill() throws InterruptedException {
    if (isRunning()) {
      processes.getLast().destroyForcibly().waitFor();
    }
  }

  /** Asks it to end and waits; kills what does not end. */
  public void stop() throws InterruptedException {
    if (isRunning()) {
      Process process = processes.getLast();
      process.destroy();
      if (!process.waitFor(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }
}
