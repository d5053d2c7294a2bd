package eu.releve.edge.console;

import static eu.releve.measure.Require.require;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.report.Reports;
import eu.releve.edge.telegram.Shown;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The local web server of the console: its pages and the same as JSON, for whoever its door lets
 * in.
 */
public final class Console implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int REQUESTS_WAITING_MAX = 8;

  static {
    // The JDK's server waits for ever for a request that never ends; two of them would be the end.
    limit("sun.net.httpserver.maxReqTime", "10");
    limit("sun.net.httpserver.maxRspTime", "30");
    limit("jdk.httpserver.maxConnections", "64");
  }

  private static final String METERS = "/meters/";
  private static final String TELEGRAM = "/telegram";

  private static final Pattern ORDER = Pattern.compile(METERS + "([^/]+)/(read|index)");
  private static final Pattern INDEX =
      Pattern.compile("index=([0-9]{1,15})(?:(?:[.,]|%2[Cc])([0-9]{1,9}))?");
  private static final int FORM_BYTES_MAX = 100;
  private static final String ASKED = "asked";

  private static final Pattern CHOSEN = Pattern.compile("\\blang=(fr|en)\\b");

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final URI address;
  private final Hosts hosts;
  private final Entrance entrance;

  private Console(
      HttpServer server, ThreadPoolExecutor threads, URI address, Hosts hosts, Entrance entrance) {
    this.server = server;
    this.threads = threads;
    this.address = address;
    this.hosts = hosts;
    this.entrance = entrance;
  }

  private static void limit(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Opens the console.
   *
   * @param at port 0 is any free one.
   * @param door guarded, unless it is at loopback.
   * @param status what there is to show now.
   */
  public static Console open(Endpoint at, Door door, Supplier<Status> status) throws IOException {
    return open(at, door, status, Meters.NONE);
  }

  /**
   * Opens the console.
   *
   * @param at port 0 is any free one.
   * @param door guarded, unless it is at loopback.
   * @param status what there is to show now.
   * @param meters for what is asked of them.
   */
  public static Console open(Endpoint at, Door door, Supplier<Status> status, Meters meters)
      throws IOException {
    return open(at, door, status, meters, Optional.empty());
  }

  /**
   * Opens the console.
   *
   * @param at port 0 is any free one.
   * @param door guarded, unless it is at loopback.
   * @param status what there is to show now.
   * @param meters for what is asked of them.
   * @param reports of commissioning; nothing where nobody commissions.
   */
  public static Console open(
      Endpoint at, Door door, Supplier<Status> status, Meters meters, Optional<Reports> reports)
      throws IOException {
    require(at.isLoopback() || door.isGuarded(), "a console at %s without a log-in", at);
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
    Endpoint reached = new Endpoint(Machine.reached(at.host()), server.getAddress().getPort());
    Console console =
        new Console(
            server,
            threads,
            URI.create("http://" + reached),
            Hosts.of(at, Machine.name()),
            new Entrance(door, () -> status.get().identity().gateway()));
    server.createContext(
        "/", exchange -> console.serve(exchange, new Shows(status, meters, reports)));
    server.start();
    return console;
  }

  /** Where it is; of a console at all addresses, one that a phone can open. */
  public URI address() {
    return address;
  }

  private record Shows(Supplier<Status> status, Meters meters, Optional<Reports> reports) {}

  private void serve(HttpExchange exchange, Shows shows) throws IOException {
    try (exchange) {
      if (!hosts.isOwn(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 421, "text/plain", "This console answers to this machine's name only.\n");
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "GET" -> {
          if (!entrance.stops(exchange, language(exchange))) {
            answer(exchange, shows);
          }
        }
        case "POST" -> post(exchange, shows);
        default -> send(exchange, 405, "text/plain", "GET or POST.\n");
      }
    }
  }

  private void post(HttpExchange exchange, Shows shows) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Matcher order = ORDER.matcher(path);
    if (ServersApi.isDecision(path)) {
      if (entrance.takes(exchange)) {
        ServersApi.decide(exchange, shows.meters().servers());
      }
    } else if (CommissioningApi.isOrder(path) && shows.reports().isPresent()) {
      if (entrance.takes(exchange)) {
        CommissioningApi.order(exchange, shows.reports().get(), language(exchange));
      }
    } else if (!order.matches()) {
      entrance.post(exchange, language(exchange));
    } else if (entrance.takes(exchange)) {
      String meter = order.group(1);
      Optional<MeterId> known =
          shows.status().get().buses().stream()
              .flatMap(bus -> bus.meters().stream())
              .map(MeterView::id)
              .filter(id -> id.value().equals(meter))
              .findFirst();
      if (order.group(2).equals("index")) {
        index(exchange, known, shows.meters());
      } else {
        boolean isAsked = known.map(shows.meters()::readNow).orElse(false);
        Entrance.redirect(exchange, isAsked ? METERS + meter + "?" + ASKED : "/");
      }
    }
  }

  /** Takes what a person has read from a display, with a point or a comma. */
  private static void index(HttpExchange exchange, Optional<MeterId> meter, Meters meters)
      throws IOException {
    byte[] form = exchange.getRequestBody().readNBytes(FORM_BYTES_MAX);
    Matcher typed = INDEX.matcher(new String(form, StandardCharsets.UTF_8).strip());
    boolean isSet =
        typed.matches() && meter.map(id -> meters.setIndex(id, decimal(typed))).orElse(false);
    if (isSet) {
      Entrance.redirect(exchange, METERS + meter.map(MeterId::value).orElse("") + "?" + ASKED);
    } else {
      send(exchange, 400, "text/plain", "wanted index=NUMBER of a meter that gives pulses.\n");
    }
  }

  private static BigDecimal decimal(Matcher typed) {
    String fraction = typed.group(2);
    return new BigDecimal(typed.group(1) + (fraction == null ? "" : "." + fraction));
  }

  private static void answer(HttpExchange exchange, Shows shows) throws IOException {
    Supplier<Status> status = shows.status();
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/" -> {
        Words words = language(exchange);
        Status now = status.get();
        page(exchange, 200, Page.of(now, words, path, OverviewPage.of(now, words)));
      }
      case "/status.json" -> send(exchange, 200, "application/json", status.get().json());
      case ServersApi.LIST -> ServersApi.list(exchange, shows.meters().servers());
      case "/console.css" -> file(exchange, "console.css", "text/css");
      case "/console.js", "/login.js", "/commission.js" ->
          file(exchange, path.substring(1), "text/javascript");
      default -> {
        if (path.startsWith(METERS)) {
          meter(exchange, shows, path);
        } else if (!commissioning(exchange, shows)) {
          send(exchange, 404, "text/plain", "There is / and /status.json.\n");
        }
      }
    }
  }

  private static boolean commissioning(HttpExchange exchange, Shows shows) throws IOException {
    return shows.reports().isPresent()
        && CommissioningApi.shows(exchange, shows.reports().get(), language(exchange));
  }

  private static void meter(HttpExchange exchange, Shows shows, String path) throws IOException {
    Status now = shows.status().get();
    Words words = language(exchange);
    boolean telegram = path.endsWith(TELEGRAM);
    String id = path.substring(METERS.length(), path.length() - (telegram ? TELEGRAM.length() : 0));
    Optional<MeterView> meter =
        now.buses().stream()
            .flatMap(bus -> bus.meters().stream())
            .filter(one -> one.id().value().equals(id))
            .findFirst();
    Optional<Shown> last = meter.flatMap(one -> shows.meters().telegram(one.id(), words.locale()));
    boolean isAsked = ASKED.equals(exchange.getRequestURI().getQuery());
    String main =
        meter
            .map(
                one ->
                    telegram
                        ? TelegramPage.of(now, one, last, words)
                        : MeterPage.of(
                            now, one, new MeterPage.Extras(last.isPresent(), isAsked), words))
            .orElse(MeterPage.unknown(words));
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
          .add("Set-Cookie", chosen.group() + "; Path=/; Max-Age=31536000; SameSite=Strict");
      return Words.wanted(chosen.group(1));
    }
    String browsers = exchange.getRequestHeaders().getFirst("Accept-Language");
    return Words.wanted(kept.find() ? kept.group(1) : browsers == null ? "" : browsers);
  }

  static void page(HttpExchange exchange, int code, String html) throws IOException {
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

  static void send(HttpExchange exchange, int code, String type, String text) throws IOException {
    send(exchange, code, type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of bytes, whose type says everything. */
  static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    // Without it browsers hide from us where a form comes from.
    headers.set("Referrer-Policy", "same-origin");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
