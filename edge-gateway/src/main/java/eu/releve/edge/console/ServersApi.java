package eu.releve.edge.console;

import com.sun.net.httpserver.HttpExchange;
import eu.releve.document.Json;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.provisioning.keys.KnownServers.Server;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decisions about OPC-UA servers over HTTP: {@code GET /api/v1/opcua/servers.json}, {@code POST
 * /api/v1/opcua/servers/FINGERPRINT/trust} and {@code .../forget}, with a whole fingerprint.
 */
final class ServersApi {
  private static final String PLACE = "/api/v1/opcua/servers";
  static final String LIST = PLACE + ".json";
  private static final Pattern DECISION = Pattern.compile(PLACE + "/([0-9a-f]{64})/(trust|forget)");

  private ServersApi() {}

  static boolean isDecision(String path) {
    return DECISION.matcher(path).matches();
  }

  /** Answers with all that are known. */
  static void list(HttpExchange exchange, ServerKeys keys) throws IOException {
    List<Server> known;
    try {
      known = keys.known();
    } catch (IOException unreadable) {
      problem(exchange, 500, String.valueOf(unreadable.getMessage()));
      return;
    }
    Console.send(
        exchange,
        200,
        "application/json",
        new Json().put("servers", known, ServersApi::server) + "\n");
  }

  /** Carries out a decision of somebody who is inside. */
  static void decide(HttpExchange exchange, ServerKeys keys) throws IOException {
    Matcher decision = DECISION.matcher(exchange.getRequestURI().getPath());
    if (!decision.matches()) {
      problem(exchange, 404, "wanted /FINGERPRINT/trust or /FINGERPRINT/forget");
      return;
    }
    Optional<Server> meant;
    try {
      String print = decision.group(1);
      meant = decision.group(2).equals("trust") ? keys.trust(print) : keys.forget(print);
    } catch (IOException refused) {
      problem(exchange, 500, String.valueOf(refused.getMessage()));
      return;
    }
    if (meant.isEmpty()) {
      problem(exchange, 404, "no such certificate");
    } else {
      Json json = new Json();
      server(json, meant.get());
      Console.send(exchange, 200, "application/json", json + "\n");
    }
  }

  private static void server(Json json, Server server) {
    json.put("standing", server.standing().name().toLowerCase(Locale.ROOT))
        .put("fingerprint", server.fingerprint())
        .put("url", server.url())
        .put("until", server.until().toString())
        .put("subject", server.subject());
  }

  private static void problem(HttpExchange exchange, int status, String what) throws IOException {
    Console.send(
        exchange,
        status,
        "application/problem+json",
        new Json().put("status", status).put("title", what) + "\n");
  }
}
