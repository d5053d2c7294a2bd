package eu.releve.edge.console;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the box is called and where phones find it. */
final class Machine {
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");
  private static final List<String> ALL = List.of("0.0.0.0", "::");

  private Machine() {}

  /** Its host name; empty where the kernel does not tell. */
  static String name() {
    try {
      return Files.readString(NAME).strip();
    } catch (IOException untold) {
      return "";
    }
  }

  /**
   * Where a console is reached that listens at a host; for all addresses, the first of a network.
   */
  static String reached(String host) {
    if (!ALL.contains(host)) {
      return host;
    }
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address)
          .filter(InetAddress::isSiteLocalAddress)
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (IOException untold) {
      return "127.0.0.1";
    }
  }
}
