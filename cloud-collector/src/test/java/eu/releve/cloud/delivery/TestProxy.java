package eu.releve.cloud.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that opens tunnels to this machine for those who say the right words. */
final class TestProxy implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final String authorization;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /**
   * @param authorization what the header has to say, empty when anybody may pass.
   */
  TestProxy(String authorization) throws IOException {
    this.authorization = authorization;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The first line of each request. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try {
      List<String> head = head(client.getInputStream());
      requests.add(head.getFirst());
      String target = head.getFirst().split(" ", -1)[1];
      boolean isWelcome =
          authorization.isEmpty() || head.contains("Proxy-Authorization: " + authorization);
      if (!isWelcome) {
        say(client, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        client.close();
        return;
      }
      int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
      Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(far);
      say(client, "HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n");
      Thread.ofVirtual().start(() -> pass(far, client));
      pass(client, far);
    } catch (IOException gone) {
      sockets.remove(client);
    }
  }

  private static List<String> head(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        String whole = line.toString().strip();
        if (whole.isEmpty()) {
          return lines;
        }
        lines.add(whole);
        line.setLength(0);
      } else {
        line.append((char) next);
      }
    }
    throw new IOException("ended");
  }

  private static void say(Socket socket, String words) throws IOException {
    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // One side has gone: so does the other.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
