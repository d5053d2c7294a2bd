package eu.releve.edge.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks the console of a gateway that runs, as its pages do. */
final class ConsoleClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI console;
  private final String language;
  private String cookie = "";

  ConsoleClient(URI console, String language) {
    this.console = console;
    this.language = language;
  }

  /** What the console does not do, and what it says of it. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Kind kind;

    /** How a request can fail that was answered. */
    enum Kind {
      /** It is for those who have logged in. */
      LOG_IN,
      /** That is not the password. */
      PASSWORD,
      /** Something is wrong with what was asked. */
      WRONG,
      /** It could not do it. */
      UNABLE
    }

    RefusedException(Kind kind, String said) {
      super(said);
      this.kind = kind;
    }

    Kind kind() {
      return kind;
    }

    String said() {
      return String.valueOf(getMessage());
    }
  }

  /** Logs in. */
  void enter(String password) throws IOException, InterruptedException, RefusedException {
    HttpResponse<byte[]> answer = send("/login", Optional.of(form(Map.of("password", password))));
    Optional<String> session =
        answer.headers().allValues("Set-Cookie").stream()
            .filter(value -> value.startsWith("releve-console="))
            .findFirst();
    if (answer.statusCode() != 303 || session.isEmpty()) {
      throw new RefusedException(RefusedException.Kind.PASSWORD, "");
    }
    cookie = session.get().replaceFirst(";.*", "");
  }

  JsonNode get(String path) throws IOException, InterruptedException, RefusedException {
    return json(checked(send(path, Optional.empty())));
  }

  JsonNode post(String path, Map<String, String> form)
      throws IOException, InterruptedException, RefusedException {
    return json(checked(send(path, Optional.of(form(form)))));
  }

  JsonNode post(String path, BodyPublisher body)
      throws IOException, InterruptedException, RefusedException {
    return json(checked(send(path, Optional.of(body))));
  }

  HttpResponse<byte[]> file(String path)
      throws IOException, InterruptedException, RefusedException {
    return checked(send(path, Optional.empty()));
  }

  private static BodyPublisher form(Map<String, String> fields) {
    return BodyPublishers.ofString(
        fields.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&")));
  }

  private HttpResponse<byte[]> send(String path, Optional<BodyPublisher> body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(console.resolve(path))
            .timeout(ANSWER)
            .header("Accept-Language", language);
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    body.ifPresent(request::POST);
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> checked(HttpResponse<byte[]> answer)
      throws RefusedException, IOException {
    return switch (answer.statusCode()) {
      case 200 -> answer;
      case 303, 403 -> throw new RefusedException(RefusedException.Kind.LOG_IN, "");
      case 400, 404 -> throw new RefusedException(RefusedException.Kind.WRONG, title(answer));
      default -> throw new RefusedException(RefusedException.Kind.UNABLE, title(answer));
    };
  }

  private static String title(HttpResponse<byte[]> answer) throws IOException {
    String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    return text.startsWith("{") ? json(answer).path("title").asText() : text;
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException other) {
      throw new IOException("wanted JSON, found another answer", other);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
