package eu.releve.cloud.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the embedded server: programs, data, password and logs, made once.
 *
 * @param folder holds all of them.
 * @param binaries the programs.
 * @param user runs them.
 * @param password of the superuser; kept 0600 beside the data.
 */
record Cluster(Path folder, Path binaries, ServerUser user, String password) {
  static final String SUPERUSER = "postgres";
  private static final int PASSWORD_BYTES = 24;
  private static final String PART = "data.part";
  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  /** Opens the files in a folder, and makes what is absent. */
  static Cluster open(Path folder) throws IOException {
    Files.createDirectories(folder);
    ServerUser user = ServerUser.find();
    user.enter(folder);
    Path file = folder.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      // Renamed when complete: an empty password would be asked for ever after.
      Path draft = folder.resolve("password.new");
      Files.deleteIfExists(draft);
      writePrivate(draft, HexFormat.of().formatHex(random));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
    Cluster cluster =
        new Cluster(folder, PostgresBinaries.unpack(folder), user, Files.readString(file).strip());
    if (!Files.exists(cluster.data())) {
      cluster.initialise();
    }
    return cluster;
  }

  Path data() {
    return folder.resolve("data");
  }

  /** Starts the server and waits until it answers. */
  void start(int port) throws IOException {
    Path settings = data().resolve("releve.conf");
    try (InputStream template = Cluster.class.getResourceAsStream("releve.conf")) {
      if (template == null) {
        throw new IOException("releve.conf is not on the class path");
      }
      String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
      // Renamed when complete: a server that a killed collector had begun to start may read it now.
      Path draft = data().resolve("releve.conf.new");
      Files.writeString(draft, text + "port = " + port + "\n");
      user.own(draft);
      Files.move(draft, settings, StandardCopyOption.ATOMIC_MOVE);
    }
    control("start", "-w", "-t", "60", "-l", folder.resolve("log/start.log").toString());
  }

  /** Stops the server; connections are ended, what is committed stays. */
  void stop() throws IOException {
    control("stop", "-w", "-m", "fast", "-t", "60");
  }

  private void control(String verb, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program("pg_ctl"), verb, "-s", "-D", data().toString()));
    command.addAll(List.of(arguments));
    Command.run(user.running(command), folder.resolve("command.log"));
  }

  private void initialise() throws IOException {
    deleteParts();
    // A name of its own: the initdb of a killed collector may still write into its part.
    Path made = Files.createTempDirectory(folder, PART);
    Path logs = Files.createDirectories(folder.resolve("log"));
    Path passwordOnce = folder.resolve("password.once");
    Files.deleteIfExists(passwordOnce);
    writePrivate(passwordOnce, password);
    try {
      for (Path given : List.of(made, logs, passwordOnce)) {
        user.own(given);
      }
      Command.run(
          user.running(
              List.of(
                  program("initdb"),
                  "--pgdata=" + made,
                  "--username=" + SUPERUSER,
                  "--auth=scram-sha-256",
                  "--pwfile=" + passwordOnce,
                  "--encoding=UTF8",
                  "--locale-provider=builtin",
                  "--builtin-locale=C.UTF-8",
                  "--locale=C",
                  "--data-checksums")),
          folder.resolve("command.log"));
    } finally {
      Files.deleteIfExists(passwordOnce);
    }
    Files.writeString(
        made.resolve("postgresql.conf"), "include 'releve.conf'\n", StandardOpenOption.APPEND);
    // Renamed when complete: a kill in between leaves only the part.
    Files.move(made, data());
  }

  private void deleteParts() throws IOException {
    List<Path> parts;
    try (Stream<Path> files = Files.list(folder)) {
      parts = files.filter(file -> file.getFileName().toString().startsWith(PART)).toList();
    }
    for (Path part : parts) {
      try {
        PostgresBinaries.delete(part);
      } catch (IOException | UncheckedIOException inUse) {
        log.info("a part of a database is left part={}", part);
      }
    }
  }

  private String program(String name) {
    return binaries.resolve("bin").resolve(name).toString();
  }

  private static void writePrivate(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
