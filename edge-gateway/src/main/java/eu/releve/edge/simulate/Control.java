package eu.releve.edge.simulate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The simulator's controls over HTTP on the loopback interface: {@code POST /fault}, {@code POST
 * /restart} of an OPC-UA server, {@code POST /stop}, {@code GET /status}, {@code GET
 * /truth?meter=M&register=R}.
 */
final class Control implements AutoCloseable {
  private static final int BODY_BYTES_MAX = 4_096;
  private static final String SLOW_MILLIS = "5000";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SimulatedSite site;
  private final Truth truth;
  private final InstantSource clock;
  private final Runnable stop;

  private Control(
      HttpServer server, SimulatedSite site, Truth truth, InstantSource clock, Runnable stop) {
    this.server = server;
    this.site = site;
    this.truth = truth;
    this.clock = clock;
    this.stop = stop;
  }

  /**
   * Starts it.
   *
   * @param port 0 for a free one.
   * @param stop what a stop does.
   */
  static Control start(
      int port, SimulatedSite site, Truth truth, InstantSource clock, Runnable stop)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    Control control = new Control(server, site, truth, clock, stop);
    server.setExecutor(control.threads);
    server.createContext("/", control::handle);
    server.start();
    return control;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** A status and a body of JSON. */
  private record Reply(int status, String body) {
    static Reply wrong(int status, String what) {
      return new Reply(
          status, "{\"error\":\"%s\"}".formatted(what.replace("\\", "").replace('"', '\'')));
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = reply(exchange);
      } catch (IllegalArgumentException wrong) {
        reply = Reply.wrong(400, String.valueOf(wrong.getMessage()));
      }
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
      if (reply.status() == 202) {
        stop.run();
      }
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    return switch (asked) {
      case "GET /status" -> new Reply(200, status());
      case "GET /truth" -> truth(Fields.ofQuery(exchange.getRequestURI()));
      case "POST /fault" -> fault(Fields.ofBody(exchange));
      case "POST /restart" -> restart(Fields.ofBody(exchange));
      case "POST /stop" -> new Reply(202, "{}");
      default -> Reply.wrong(404, "nothing at " + asked);
    };
  }

  private Reply fault(Fields fields) {
    MeterId meter = new MeterId(fields.wanted("meter"));
    Fault.Kind kind = Fault.Kind.valueOf(fields.wanted("kind").toUpperCase(Locale.ROOT));
    long delayMillis = Long.parseLong(fields.find("delay-ms").orElse(SLOW_MILLIS));
    boolean known = site.fault(meter, new Fault(kind, Duration.ofMillis(delayMillis)));
    return known ? new Reply(200, "{}") : Reply.wrong(404, "no meter " + meter);
  }

  private Reply restart(Fields fields) throws IOException {
    BusId bus = new BusId(fields.wanted("bus"));
    OpcUaMeterServer.Restart how = OpcUaMeterServer.Restart.of(fields.wanted("how"));
    return site.restart(bus, how)
        ? new Reply(200, "{}")
        : Reply.wrong(404, "no OPC-UA server " + bus);
  }

  private Reply truth(Fields fields) {
    MeterId meter = new MeterId(fields.wanted("meter"));
    RegisterName register = RegisterName.parse(fields.wanted("register"));
    Instant now = clock.instant();
    return new Reply(
        200,
        "{\"meter\":\"%s\",\"register\":\"%s\",\"value\":\"%s\",\"unit\":\"%s\",\"instant\":\"%s\"}"
            .formatted(
                meter,
                register,
                truth.valueAt(meter, register, now).stripTrailingZeros().toPlainString(),
                register.quantity().step().symbol(),
                now));
  }

  private String status() {
    List<String> meters = new ArrayList<>();
    for (PlayedMeter played : site.meters()) {
      meters.add(
          "{\"meter\":\"%s\",\"bus\":\"%s\",\"address\":\"%s\",\"fault\":\"%s\",\"answers\":%d}"
              .formatted(
                  played.meter().id(),
                  played.meter().bus(),
                  played.meter().address(),
                  played.fault().kind().name().toLowerCase(Locale.ROOT),
                  played.answers()));
    }
    return "{\"answers\":%d,\"meters\":[%s]}".formatted(site.answers(), String.join(",", meters));
  }

  /**
   * Named values of a request. All of them are identifiers or numbers, so that a flat JSON object
   * needs no more than this to be read.
   */
  private record Fields(String text, Pattern form) {
    private static final Pattern JSON =
        Pattern.compile("\"([a-z-]+)\"\\s*:\\s*\"?([A-Za-z0-9.-]+)\"?");
    private static final Pattern QUERY = Pattern.compile("([a-z-]+)=([A-Za-z0-9.-]+)");

    static Fields ofBody(HttpExchange exchange) throws IOException {
      byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
      return new Fields(new String(body, StandardCharsets.UTF_8), JSON);
    }

    static Fields ofQuery(URI uri) {
      return new Fields(Optional.ofNullable(uri.getQuery()).orElse(""), QUERY);
    }

    Optional<String> find(String name) {
      Matcher pairs = form.matcher(text);
      while (pairs.find()) {
        if (pairs.group(1).equals(name)) {
          return Optional.of(pairs.group(2));
        }
      }
      return Optional.empty();
    }

    String wanted(String name) {
      return find(name)
          .orElseThrow(() -> new IllegalArgumentException(name + ": wanted, found nothing"));
    }
  }
}
