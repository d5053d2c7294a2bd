package eu.releve.cloud.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.document.DocumentException;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.settings.CollectorSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Which collector a command asks, and as whom.
 *
 * <p>Beside the collector its settings say where it is and where the first operator's token lies;
 * from elsewhere the address is given, and the token in the environment.
 */
final class CollectorAccess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOKEN = "RELEVE_TOKEN";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "collector.yaml: where the collector is, and the first operator's token")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--collector",
      paramLabel = "URL",
      description = "the collector's address; the token in RELEVE_TOKEN counts before any file")
  private Optional<URI> collector = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /** What a path answers. */
  JsonNode get(String path) throws Refused {
    return send(path, Optional.empty());
  }

  /** What a path answers to a JSON object. */
  JsonNode post(String path, Map<String, ?> body) throws Refused {
    try {
      return send(path, Optional.of(JSON.writeValueAsString(body)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }

  /**
   * Writes what a path answers into a file, which is replaced.
   *
   * @return false when there is nothing there, or not yet.
   */
  boolean download(String path, Path file) throws Refused, IOException {
    Optional<CollectorSettings> settings = settings();
    URI address = address(settings);
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/api/v1" + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token(settings))
            .build();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<Path> response =
          http.send(
              request,
              answer ->
                  answer.statusCode() == 200
                      ? HttpResponse.BodySubscribers.ofFile(part)
                      : HttpResponse.BodySubscribers.replacing(part));
      if (response.statusCode() == 200) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return true;
      }
      if (response.statusCode() == 404) {
        return false;
      }
      throw Refused.told(
          code(response.statusCode()),
          "export",
          address.toString(),
          Integer.toString(response.statusCode()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Refused.told(Refused.MISSING, "interrupted", address.toString());
    }
  }

  private URI address(Optional<CollectorSettings> settings) {
    return collector.orElseGet(
        () ->
            URI.create(
                settings
                    .map(found -> "http://%s:%d".formatted(host(found), found.http().port()))
                    .orElse("http://127.0.0.1:8080")));
  }

  private JsonNode send(String path, Optional<String> body) throws Refused {
    Optional<CollectorSettings> settings = settings();
    URI address = address(settings);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/api/v1" + path))
            .timeout(PATIENCE)
            .header("Accept-Language", CommandLanguage.of(System.getenv()).getLanguage())
            .header("Authorization", "Bearer " + token(settings));
    body.ifPresentOrElse(
        text ->
            request
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(text)),
        request::GET);
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      return answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException unreached) {
      throw Refused.told(Refused.MISSING, "collector", address.toString(), unreached.toString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Refused.told(Refused.MISSING, "interrupted", address.toString());
    }
  }

  private static JsonNode answer(HttpResponse<String> response) throws IOException, Refused {
    if (response.statusCode() / 100 == 2) {
      return JSON.readTree(response.body());
    }
    throw new Refused(
        code(response.statusCode()), JSON.readTree(response.body()).path("detail").asText());
  }

  /** Who may not, or tried too often, was understood; who is not known lacks a token. */
  private static int code(int status) {
    return switch (status) {
      case 400, 404 -> Refused.WRONG_USE;
      case 403, 409, 429 -> Refused.NO;
      default -> Refused.MISSING;
    };
  }

  private static String host(CollectorSettings settings) {
    String host = settings.http().host();
    return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }

  private Optional<CollectorSettings> settings() throws Refused {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isReadable(config.get())) {
      throw Refused.told(Refused.MISSING, "settings", config.get().toString());
    }
    try {
      return Optional.of(CollectorSettings.load(config.get(), System.getenv()));
    } catch (DocumentException wrong) {
      throw new Refused(Refused.WRONG_USE, String.valueOf(wrong.getMessage()));
    }
  }

  private static String token(Optional<CollectorSettings> settings) throws Refused {
    String given = System.getenv().getOrDefault(TOKEN, "");
    if (!given.isEmpty()) {
      return given;
    }
    if (settings.isEmpty()) {
      throw Refused.told(Refused.MISSING, "token", TOKEN);
    }
    Path login = settings.get().data().resolve("keys").resolve("first-operator.json");
    try {
      return JSON.readTree(Files.readString(login)).path("token").asText();
    } catch (IOException unreadable) {
      throw Refused.told(Refused.MISSING, "login", login.toString());
    }
  }
}
