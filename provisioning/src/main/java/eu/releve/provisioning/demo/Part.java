package eu.releve.provisioning.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One process of the demo: started, known by its ready line, stopped, killed and started again.
 *
 * <p>Its output goes to a file in the demo's folder.
 */
public final class Part {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final Path NEW_SESSION = Path.of("/usr/bin/setsid");
  private static final int LAST_WORDS_BYTES = 4_000;

  private final String name;
  private final List<String> command;
  private final Path log;
  private Optional<Process> process = Optional.empty();

  /**
   * One that does not run yet.
   *
   * @param name with which its ready line begins, behind the word {@code ready}.
   * @param command its command line, one argument each.
   * @param folder where its output goes.
   */
  public Part(String name, List<String> command, Path folder) {
    this.name = name;
    this.command = inSessionOfItsOwn(command);
    this.log = folder.resolve(name + ".log");
  }

  /**
   * Ctrl-C goes to every process of the terminal's group at once: the collector would be gone
   * before the gateway has handed over what it holds.
   */
  private static List<String> inSessionOfItsOwn(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (Files.isExecutable(NEW_SESSION)) {
      whole.add(NEW_SESSION.toString());
    }
    whole.addAll(command);
    return List.copyOf(whole);
  }

  /**
   * Starts it and waits for its ready line.
   *
   * @return the addresses that the ready line names.
   * @throws IOException when it ends or stays silent instead; the message carries its last words.
   */
  public Map<String, String> start() throws IOException, InterruptedException {
    long before = Files.exists(log) ? Files.size(log) : 0;
    Process started = launch();
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      boolean ended = started.waitFor(50, TimeUnit.MILLISECONDS);
      Optional<Map<String, String>> addresses = readyLine(before);
      if (addresses.isPresent()) {
        return addresses.get();
      }
      if (ended) {
        throw new IOException(
            "%s ended with exit code %d:%n%s".formatted(name, started.exitValue(), lastWords()));
      }
    }
    throw new IOException(
        "%s was not ready in %d s:%n%s".formatted(name, READY_WITHIN.toSeconds(), lastWords()));
  }

  /** Starts it and does not wait: who asks may want to see it die on the way. */
  public Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // What the user's own gateway or collector is told must not reach the demo's.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("RELEVE_"));
    Process started = builder.start();
    process = Optional.of(started);
    return started;
  }

  private Optional<Map<String, String>> readyLine(long from) throws IOException {
    return written(from)
        .lines()
        .filter(line -> line.startsWith("ready " + name))
        .findFirst()
        .map(Part::addresses);
  }

  private static Map<String, String> addresses(String line) {
    Map<String, String> addresses = new HashMap<>();
    for (String word : line.trim().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        addresses.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return addresses;
  }

  private String lastWords() throws IOException {
    return written(Math.max(0, Files.size(log) - LAST_WORDS_BYTES));
  }

  private String written(long from) throws IOException {
    try (FileChannel file = FileChannel.open(log).position(from);
        InputStream in = Channels.newInputStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Whether it runs. */
  public boolean isRunning() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** Ends it at once, without waiting, and what it has started. */
  void destroy() {
    process.ifPresent(
        its -> {
          List<ProcessHandle> family = its.descendants().toList();
          its.destroyForcibly();
          family.forEach(ProcessHandle::destroyForcibly);
        });
  }

  /** Ends it at once, as SIGKILL does; what it has started lives on. */
  public void kill() throws InterruptedException {
    if (process.isPresent()) {
      process.get().destroyForcibly().waitFor();
    }
  }

  /**
   * Asks it to end and waits; kills what does not end.
   *
   * @return whether it ended by itself, with exit code 0.
   */
  public boolean stop() throws InterruptedException {
    if (process.isEmpty()) {
      return true;
    }
    Process running = process.get();
    running.destroy();
    if (running.waitFor(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
      return running.exitValue() == 0;
    }
    List<ProcessHandle> family = running.descendants().toList();
    running.destroyForcibly().waitFor();
    family.forEach(ProcessHandle::destroyForcibly);
    return false;
  }
}
