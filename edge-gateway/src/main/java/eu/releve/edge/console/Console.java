package eu.releve.edge.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The local web server of the console: one page and the same as JSON, for this machine only. */
public final class Console implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int REQUESTS_WAITING_MAX = 8;

  /** Another name would be a page of somebody else's that was made to point here. */
  private static final Pattern OWN_HOST =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final URI address;

  private Console(HttpServer server, ThreadPoolExecutor threads, URI address) {
    this.server = server;
    this.threads = threads;
    this.address = address;
  }

  /**
   * Opens the console.
   *
   * @param at loopback; port 0 is any free one.
   * @param status what there is to show now.
   */
  public static Console open(Endpoint at, Supplier<Status> status) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(at.host(), at.port()), 16);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(REQUESTS_WAITING_MAX),
            Thread.ofPlatform().name("console-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, status));
    server.start();
    String host = at.host().contains(":") ? "[" + at.host() + "]" : at.host();
    return new Console(
        server, threads, URI.create("http://" + host + ":" + server.getAddress().getPort()));
  }

  /** Where it is. */
  public URI address() {
    return address;
  }

  private static void serve(HttpExchange exchange, Supplier<Status> status) throws IOException {
    try (exchange) {
      if (!isOwn(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 421, "text/plain", "This console answers to this machine's name only.\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", "GET only.\n");
      } else {
        switch (exchange.getRequestURI().getPath()) {
          case "/" -> send(exchange, 200, "text/html", Page.of(status.get()));
          case "/status.json" -> send(exchange, 200, "application/json", status.get().json());
          default -> send(exchange, 404, "text/plain", "There is / and /status.json.\n");
        }
      }
    }
  }

  private static boolean isOwn(@Nullable String host) {
    return host != null && OWN_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
