package eu.releve.provisioning.enrol;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP proxy that opens tunnels (CONNECT) to one place, whatever it is asked for. */
final class PlayedProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final URI to;
  private final String login;
  private final AtomicInteger opened = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private PlayedProxy(ServerSocket listening, URI to, String login) {
    this.listening = listening;
    this.to = to;
    this.login = login;
  }

  static PlayedProxy to(URI to, String login) throws IOException {
    ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    PlayedProxy proxy = new PlayedProxy(listening, to, login);
    Thread.ofVirtual().start(proxy::run);
    return proxy;
  }

  int port() {
    return listening.getLocalPort();
  }

  int opened() {
    return opened.get();
  }

  private void run() {
    try {
      while (true) {
        Socket near = listening.accept();
        sockets.add(near);
        Thread.ofVirtual().start(() -> serve(near));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket near) {
    try {
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        int next = near.getInputStream().read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      String wanted =
          "Proxy-Authorization: Basic "
              + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
      if (!head.toString().startsWith("CONNECT ") || !head.toString().contains(wanted)) {
        say(
            near,
            String.join(
                "\r\n",
                "HTTP/1.1 407 Proxy Authentication Required",
                "Proxy-Authenticate: Basic realm=\"x\"",
                "Content-Length: 0",
                "",
                ""));
        near.close();
        return;
      }
      Socket far = new Socket(to.getHost(), to.getPort());
      sockets.add(far);
      opened.incrementAndGet();
      say(near, "HTTP/1.1 200 Connection established\r\n\r\n");
      Thread.ofVirtual().start(() -> carry(far, near));
      carry(near, far);
    } catch (IOException broken) {
      // As the test wants it.
    }
  }

  private static void say(Socket to, String words) throws IOException {
    OutputStream out = to.getOutputStream();
    out.write(words.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static void carry(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException broken) {
      // The other side closes it too.
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
