package eu.releve.edge.command;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.GatewayId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Hands batches in at a collector, over HTTP, with an operator's token. */
final class HandInClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI collector;
  private final String token;
  private final GatewayId gateway;
  private final Locale language;

  /**
   * @param language in which refusals are told.
   */
  HandInClient(URI collector, String token, GatewayId gateway, Locale language) {
    this.collector = collector;
    this.token = token;
    this.gateway = gateway;
    this.language = language;
  }

  /**
   * What became of some batches.
   *
   * @param refused why, in the collector's words.
   */
  record Answer(int stored, int known, int waiting, List<String> refused) {
    Answer {
      refused = List.copyOf(refused);
    }
  }

  /** The collector's answer was no, with its status. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  Answer handIn(List<byte[]> batches) throws IOException, InterruptedException {
    String body =
        batches.stream()
            .map(bytes -> '"' + Base64.getEncoder().encodeToString(bytes) + '"')
            .collect(Collectors.joining(",", "{\"batches\":[", "]}"));
    HttpRequest request =
        HttpRequest.newBuilder(collector.resolve("/api/v1/gateways/" + gateway + "/rescues"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Accept-Language", language.getLanguage())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    try {
      // JSON is YAML, and this loader takes no more than it knows.
      Mapping answer = Document.load(collector.toString(), response.body());
      if (response.statusCode() != 200) {
        throw new RefusedException(response.statusCode(), answer.text("detail"));
      }
      return new Answer(
          answer.integer("stored", 0, Integer.MAX_VALUE),
          answer.integer("known", 0, Integer.MAX_VALUE),
          answer.integer("waiting", 0, Integer.MAX_VALUE),
          answer.texts("refused"));
    } catch (DocumentException other) {
      throw new RefusedException(
          response.statusCode(), "wanted a collector's answer, found " + other.getMessage());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
