package eu.releve.edge.console;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets in, turns away and sees off, over HTTP: the log-in page, its forms and their cookie. */
final class Entrance {
  static final String ENTER = "/login";
  static final String LEAVE = "/logout";

  /** The password is written down. */
  static final String WRITTEN = "/password-written";

  /** What a log-in page is made of. */
  private static final Set<String> FOR_ALL = Set.of("/console.css", "/login.js");

  private static final String COOKIE = "releve-console";
  private static final Pattern SESSION =
      Pattern.compile("(?:^|;\\s*)" + COOKIE + "=([A-Za-z0-9_-]{43})(?:;|$)");
  private static final Pattern PASSWORD = Pattern.compile("(?:^|&)password=([^&]*)");
  private static final int FORM_BYTES_MAX = 1_000;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MILLIS = 1_000;

  private final Door door;
  private final Supplier<String> gateway;

  /**
   * @param gateway its name, which is told before anybody has logged in.
   */
  Entrance(Door door, Supplier<String> gateway) {
    this.door = door;
    this.gateway = gateway;
  }

  /** Answers a GET that is not to be answered otherwise: the log-in page, and whoever needs it. */
  boolean stops(HttpExchange exchange, Words words) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean isInside = door.lets(session(exchange));
    if (path.equals(ENTER)) {
      if (isInside) {
        redirect(exchange, "/");
      } else {
        page(exchange, 200, words, "");
      }
      return true;
    }
    if (isInside || FOR_ALL.contains(path)) {
      return false;
    }
    if (path.endsWith(".json")) {
      Console.send(exchange, 403, "application/json", "{\"error\":\"log in first\"}\n");
    } else {
      redirect(exchange, ENTER);
    }
    return true;
  }

  /** Answers a form. */
  void post(HttpExchange exchange, Words words) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (!List.of(ENTER, LEAVE, WRITTEN).contains(path) || !door.isGuarded()) {
      Console.send(exchange, 405, "text/plain", "GET only.\n");
    } else if (!isOurs(exchange)) {
      Console.send(exchange, 403, "text/plain", "This form is not of this console.\n");
    } else if (path.equals(ENTER)) {
      enter(exchange, words);
    } else if (!door.lets(session(exchange))) {
      redirect(exchange, ENTER);
    } else if (path.equals(LEAVE)) {
      door.leave(session(exchange));
      cookie(exchange, "", 0);
      redirect(exchange, ENTER);
    } else {
      door.forget();
      redirect(exchange, "/");
    }
  }

  /** Whether a form that only a person inside may send is taken; else it has been answered. */
  boolean takes(HttpExchange exchange) throws IOException {
    if (!isOurs(exchange)) {
      Console.send(exchange, 403, "text/plain", "This form is not of this console.\n");
      return false;
    }
    if (!door.lets(session(exchange))) {
      redirect(exchange, ENTER);
      return false;
    }
    return true;
  }

  /** Browsers say from which page a form comes; whatever is no browser has no session to steal. */
  private static boolean isOurs(HttpExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    return origin == null
        || origin.equals("http://" + exchange.getRequestHeaders().getFirst("Host"));
  }

  private void enter(HttpExchange exchange, Words words) throws IOException {
    byte[] form = exchange.getRequestBody().readNBytes(FORM_BYTES_MAX + 1);
    if (form.length > FORM_BYTES_MAX) {
      Console.send(exchange, 413, "text/plain", "A password is shorter.\n");
      return;
    }
    switch (door.enter(password(form), exchange.getRemoteAddress().getAddress())) {
      case Door.Try.Entered entered -> {
        cookie(exchange, entered.token(), Sessions.LIFE_MILLIS / MILLIS);
        redirect(exchange, "/");
      }
      case Door.Try.Wrong wrong -> page(exchange, 403, words, words.text("login.wrong"));
      case Door.Try.TooSoon tooSoon -> {
        long seconds = Math.ceilDiv(tooSoon.waitMillis(), MILLIS);
        exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
        long minutes = Math.ceilDiv(seconds, SECONDS_PER_MINUTE);
        page(exchange, 429, words, words.text("login.wait", minutes));
      }
    }
  }

  private static String password(byte[] form) {
    Matcher field = PASSWORD.matcher(new String(form, StandardCharsets.UTF_8));
    try {
      return field.find() ? URLDecoder.decode(field.group(1), StandardCharsets.UTF_8) : "";
    } catch (IllegalArgumentException unreadable) {
      return "";
    }
  }

  private void page(HttpExchange exchange, int code, Words words, String problem)
      throws IOException {
    String main = LoginPage.of(words, problem);
    Console.page(exchange, code, Page.still(gateway.get(), words, ENTER, main));
  }

  private static String session(HttpExchange exchange) {
    List<String> cookies = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    Matcher session = SESSION.matcher(String.join("; ", cookies));
    return session.find() ? session.group(1) : "";
  }

  private static void cookie(HttpExchange exchange, String value, long seconds) {
    exchange
        .getResponseHeaders()
        .add(
            "Set-Cookie",
            "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict"
                .formatted(COOKIE, value, seconds));
  }

  static void redirect(HttpExchange exchange, String path) throws IOException {
    exchange.getResponseHeaders().set("Location", path);
    Console.send(exchange, 303, "text/plain", "");
  }
}
