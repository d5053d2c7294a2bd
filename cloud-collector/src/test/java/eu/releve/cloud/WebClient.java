package eu.releve.cloud;

import eu.releve.cloud.api.OpenApiDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a collector over HTTP and holds each answer of the API against its description. */
final class WebClient {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String base;
  private final String token;
  private final OpenApiDocument document;

  WebClient(int port, String token) throws Exception {
    this.base = "http://127.0.0.1:" + port;
    this.token = token;
    URI address = URI.create(base + "/api/v1/openapi.yaml");
    HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
    this.document = OpenApiDocument.of(http.send(request, BodyHandlers.ofString()).body());
  }

  HttpClient http() {
    return http;
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1" + path)).timeout(PATIENCE);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path), "GET", "");
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path), "POST", body);
  }

  HttpResponse<String> send(HttpRequest.Builder builder, String method, String body)
      throws Exception {
    HttpRequest request = builder.method(method, HttpRequest.BodyPublishers.ofString(body)).build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    document.check(
        method,
        request.uri().getRawPath().substring("/api/v1".length()),
        answer.statusCode(),
        answer.headers().firstValue("Content-Type").orElse("none").replaceAll(";.*", ""),
        answer.body());
    return answer;
  }

  /** A page of the portal. */
  HttpResponse<String> page(String path, String language) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Accept-Language", language);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
