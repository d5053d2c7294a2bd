package eu.releve.provisioning.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.demo.Comparison.Value;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks a collector over its API, as any other client would. */
public final class CollectorClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** To compare a whole building's readings on a busy machine takes its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI base;
  private final String token;

  /**
   * @param base the collector's address, without a path.
   * @param token an API token.
   */
  public CollectorClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** Everything stored, by register. */
  public Map<Register, List<Value>> readings() throws IOException, InterruptedException {
    Map<Register, List<Value>> readings = new HashMap<>();
    for (JsonNode building : items("/api/v1/buildings")) {
      for (JsonNode register :
          items("/api/v1/buildings/" + building.get("id").asText() + "/registers")) {
        Register name =
            new Register(
                new MeterId(register.get("meter").asText()),
                RegisterName.parse(register.get("register").asText()));
        List<Value> values = readings.computeIfAbsent(name, first -> new ArrayList<>());
        for (JsonNode row :
            items("/api/v1/registers/" + register.get("id").asText() + "/readings?all=true")) {
          values.add(
              new Value(
                  Instant.parse(row.get("instant").asText()),
                  Long.parseLong(row.get("value").asText())));
        }
      }
    }
    return readings;
  }

  /** How many batches of a gateway are missing below the highest known. */
  public long missing(String gateway) throws IOException, InterruptedException {
    return get("/api/v1/gateways/" + gateway + "/ledger").get("missing").asLong();
  }

  /** Makes an account and returns nothing: who knows the password may log in. */
  public void makeAccount(String user, String password, String role, String organisation)
      throws IOException, InterruptedException {
    post(
        "/api/v1/accounts",
        Map.of("user", user, "password", password, "role", role, "organisation", organisation));
  }

  /** What a path answers to a JSON object. */
  public JsonNode post(String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  /** All items of a paged list. */
  public List<JsonNode> items(String path) throws IOException, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      String query =
          cursor.isEmpty()
              ? ""
              : (path.contains("?") ? "&" : "?")
                  + "cursor="
                  + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
      JsonNode page = get(path + query);
      page.get("items").forEach(items::add);
      cursor = page.path("next").asText("");
      cursor = "null".equals(cursor) ? "" : cursor;
    } while (!cursor.isEmpty());
    return items;
  }

  /** What a path answers. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "%s %s answered %d: %s"
              .formatted(request.method(), request.uri(), response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
