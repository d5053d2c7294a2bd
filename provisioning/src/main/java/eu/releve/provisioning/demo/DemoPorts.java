package eu.releve.provisioning.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the demo's P1 and TIC ports are: at pseudo-terminals in its folder where socat can make
 * them, as in a cellar, else on this machine's network.
 *
 * @param p1 as a site plan names it.
 * @param tic as a site plan names it.
 * @param withoutTerminals why there are none, for people; nothing where there are.
 */
record DemoPorts(String p1, String tic, Optional<String> withoutTerminals) {
  /** What socat takes for a path and nothing else. */
  private static final String PLAIN = "[A-Za-z0-9/._-]{1,90}";

  /**
   * The ports of a demo.
   *
   * @param folder of the demo, where its terminals are to appear.
   * @param path where programs are, as in the variable PATH.
   * @throws IOException when a terminal that was left behind cannot be removed.
   */
  static DemoPorts in(Path folder, String path, int p1Port, int ticPort) throws IOException {
    Optional<String> without = withoutTerminals(folder, path);
    if (without.isPresent()) {
      return new DemoPorts("tcp://127.0.0.1:" + p1Port, "tcp://127.0.0.1:" + ticPort, without);
    }
    return new DemoPorts(terminal(folder, "p1"), terminal(folder, "tic"), without);
  }

  private static Optional<String> withoutTerminals(Path folder, String path) {
    if (!folder.toString().matches(PLAIN)) {
      return Optional.of("socat cannot make a terminal in " + folder);
    }
    for (String programs : path.split(File.pathSeparator, -1)) {
      if (!programs.isEmpty() && Files.isExecutable(Path.of(programs, "socat"))) {
        return Optional.empty();
      }
    }
    return Optional.of("socat is missing");
  }

  /** A simulator that was killed leaves its link behind, which leads nowhere. */
  private static String terminal(Path folder, String name) throws IOException {
    Path terminal = folder.resolve(name);
    if (Files.isSymbolicLink(terminal)) {
      Files.delete(terminal);
    }
    return terminal.toString();
  }
}
