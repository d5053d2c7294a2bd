package eu.releve.edge.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import eu.releve.edge.poll.MeterView;
import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The local web server of the console: its pages and the same as JSON, for this machine only. */
public final class Console implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int REQUESTS_WAITING_MAX = 8;

  /** Another name would be a page of somebody else's that was made to point here. */
  private static final Pattern OWN_HOST =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  private static final String METERS = "/meters/";

  private static final Pattern CHOSEN = Pattern.compile("\\blang=(fr|en)\\b");

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
        answer(exchange, status);
      }
    }
  }

  private static void answer(HttpExchange exchange, Supplier<Status> status) throws IOException {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/" -> {
        Words words = language(exchange);
        Status now = status.get();
        page(exchange, 200, Page.of(now, words, path, OverviewPage.of(now, words)));
      }
      case "/status.json" -> send(exchange, 200, "application/json", status.get().json());
      case "/console.css" -> file(exchange, "console.css", "text/css");
      case "/console.js" -> file(exchange, "console.js", "text/javascript");
      default -> {
        if (path.startsWith(METERS)) {
          meter(exchange, status.get(), path);
        } else {
          send(exchange, 404, "text/plain", "There is / and /status.json.\n");
        }
      }
    }
  }

  private static void meter(HttpExchange exchange, Status now, String path) throws IOException {
    Words words = language(exchange);
    String id = path.substring(METERS.length());
    Optional<MeterView> meter =
        now.buses().stream()
            .flatMap(bus -> bus.meters().stream())
            .filter(one -> one.id().value().equals(id))
            .findFirst();
    String main = meter.map(one -> MeterPage.of(now, one, words)).orElse(MeterPage.unknown(words));
    page(exchange, meter.isPresent() ? 200 : 404, Page.of(now, words, path, main));
  }

  /** What the reader chose, else what the browser wants; a choice is kept for a year. */
  private static Words language(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    Matcher chosen = CHOSEN.matcher(query == null ? "" : query);
    String cookie = exchange.getRequestHeaders().getFirst("Cookie");
    Matcher kept = CHOSEN.matcher(cookie == null ? "" : cookie);
    if (chosen.find()) {
      exchange
          .getResponseHeaders()
          .set("Set-Cookie", chosen.group() + "; Path=/; Max-Age=31536000; SameSite=Strict");
      return Words.wanted(chosen.group(1));
    }
    String browsers = exchange.getRequestHeaders().getFirst("Accept-Language");
    return Words.wanted(kept.find() ? kept.group(1) : browsers == null ? "" : browsers);
  }

  private static boolean isOwn(@Nullable String host) {
    return host != null && OWN_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static void page(HttpExchange exchange, int code, String html) throws IOException {
    send(exchange, code, "text/html", html);
  }

  private static void file(HttpExchange exchange, String name, String type) throws IOException {
    try (InputStream file = Console.class.getResourceAsStream(name)) {
      if (file == null) {
        send(exchange, 404, "text/plain", name + " is not in this package.\n");
      } else {
        send(exchange, 200, type, new String(file.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
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
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
