package eu.releve.provisioning.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Ports of this machine that nobody listens at, for programs that are started later.
 *
 * <p>They lie below those that a system gives to connections and to whoever asks for any port
 * (32768 on Linux, 49152 elsewhere): between the choice and the start nobody takes one by chance.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int END = 32_768;
  private static final int TRIES_MAX = 10_000;

  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /**
   * One that was not given before in this program.
   *
   * @throws UncheckedIOException where none is found.
   */
  public static synchronized int one() {
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      int port = RANDOM.nextInt(FIRST, END);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new UncheckedIOException(
        new BindException("no free port of %d to %d was found".formatted(FIRST, END - 1)));
  }

  /** Several, no two alike. */
  public static List<Integer> some(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(one());
    }
    return List.copyOf(ports);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
