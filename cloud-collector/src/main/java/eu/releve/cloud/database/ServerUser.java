package eu.releve.cloud.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The user under whom the embedded server runs: PostgreSQL refuses to run as root.
 *
 * @param name of another user, or nothing when the collector is not root and runs it itself.
 */
record ServerUser(Optional<String> name) {
  /** The first that exists; {@code releve} is the packages' own. */
  private static final List<String> CANDIDATES = List.of("releve", "postgres", "nobody");

  static ServerUser find() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new ServerUser(Optional.empty());
    }
    for (String candidate : CANDIDATES) {
      if (lookup(candidate).isPresent()) {
        return new ServerUser(Optional.of(candidate));
      }
    }
    throw new IOException(
        "PostgreSQL does not run as root, and none of the users " + CANDIDATES + " exists");
  }

  /** The command line that runs a command as this user, without a shell between where possible. */
  List<String> running(List<String> command) throws IOException {
    if (name.isEmpty()) {
      return command;
    }
    String user = name.get();
    List<String> line = new ArrayList<>();
    if (installed("setpriv")) {
      line.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + group(user)));
      line.addAll(List.of("--clear-groups", "--"));
    } else if (installed("runuser")) {
      line.addAll(List.of("runuser", "-u", user, "--"));
    } else {
      throw new IOException(
          "as root the database needs setpriv or runuser (package util-linux) to run as " + user);
    }
    line.addAll(command);
    return line;
  }

  /** Gives a folder and what is in it to this user. */
  void own(Path folder) throws IOException {
    if (name.isEmpty()) {
      return;
    }
    UserPrincipal owner = lookup(name.get()).orElseThrow();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        Files.setOwner(path, owner);
      }
    }
  }

  /**
   * Sees to it that this user can enter the folder.
   *
   * @param folder lies in the collector's data folder: both, and what lies on the way below the
   *     temporary folder, may be opened for passing through (not for listing).
   */
  void enter(Path folder) throws IOException {
    if (name.isEmpty()) {
      return;
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    Path real = folder.toRealPath();
    for (Path step = real; step != null; step = step.getParent()) {
      Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(step));
      if (mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
        continue;
      }
      boolean ours =
          step.equals(real)
              || step.equals(real.getParent())
              || (step.startsWith(temporary) && !step.equals(temporary));
      if (!ours) {
        throw new IOException(
            "as root the database runs as user %s, who cannot enter %s; choose another data folder, such as /var/lib/releve/collector, or start the collector as another user"
                .formatted(name.get(), step));
      }
      mode.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(step, mode);
    }
  }

  private static Optional<UserPrincipal> lookup(String user) throws IOException {
    UserPrincipalLookupService users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
    try {
      return Optional.of(users.lookupPrincipalByName(user));
    } catch (java.nio.file.attribute.UserPrincipalNotFoundException absent) {
      return Optional.empty();
    }
  }

  private static String group(String user) throws IOException {
    // The home of a system user may not exist; /etc/passwd names the primary group.
    return Files.readAllLines(Path.of("/etc/passwd")).stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 3 && fields[0].equals(user))
        .map(fields -> fields[3])
        .findFirst()
        .orElseThrow(() -> new IOException("user " + user + " is not in /etc/passwd"));
  }

  private static boolean installed(String program) {
    return Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
