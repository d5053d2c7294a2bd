package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.clock.ManualClock;
import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that the network can reach, over HTTP. */
class ConsoleLoginTest {
  private final ManualClock clock = ManualClock.trusted();
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private Door door;
  private Console console;

  @BeforeEach
  void open() throws IOException {
    door = Door.guarded(folder, clock);
    console =
        Console.open(
            new Endpoint("0.0.0.0", 0), door, () -> new Statuses().access(door.access()).now());
  }

  @AfterEach
  void close() {
    console.close();
    http.close();
  }

  @Test
  void nothingIsToldBeforeTheLogInButTheGatewaysName() throws Exception {
    for (String path : new String[] {"/", "/meters/h1", "/console.js", "/etc/passwd"}) {
      HttpResponse<String> turned = get(path, "");
      assertThat(turned.statusCode()).as(path).isEqualTo(303);
      assertThat(turned.headers().firstValue("Location")).hasValue("/login");
      assertThat(turned.body()).isEmpty();
    }
    assertThat(get("/status.json", "").statusCode()).isEqualTo(403);
    HttpResponse<String> page = get("/login", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(ConsoleTest.text(page.body()))
        .contains("Passerelle gw-1", "Mot de passe de la passerelle", "console/first-password")
        .contains("Cette page n'est pas encore chiffrée")
        .doesNotContain("tilleuls-12", "Chauffage");
    assertThat(page.body()).doesNotContain("http-equiv=refresh", folder.toString());
    assertThat(get("/console.css", "").statusCode()).isEqualTo(200);
    assertThat(get("/login.js", "").statusCode()).isEqualTo(200);
  }

  @Test
  void thePasswordOpensASessionAndLoggingOutEndsIt() throws Exception {
    HttpResponse<String> entered = post("/login", "password=" + password(), "");
    assertThat(entered.statusCode()).isEqualTo(303);
    assertThat(entered.headers().firstValue("Location")).hasValue("/");
    String set = entered.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set).contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200");
    String cookie = set.substring(0, set.indexOf(';'));
    assertThat(get("/", "lang=fr; " + cookie).body()).contains("Chauffage", "Se déconnecter");
    assertThat(get("/status.json", cookie).body()).contains("\"gateway\":\"gw-1\"");
    assertThat(get("/login", cookie).statusCode()).isEqualTo(303);
    assertThat(post("/logout", "", cookie).headers().firstValue("Location")).hasValue("/login");
    assertThat(get("/", cookie).statusCode()).isEqualTo(303);
  }

  @Test
  void wrongPasswordsAreSaidAndThenSlowedDownInTheReadersLanguage() throws Exception {
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> wrong = post("/login", "password=%zz", "lang=en");
      assertThat(wrong.statusCode()).isEqualTo(403);
      assertThat(wrong.body()).contains("That is not the password.");
      assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }
    HttpResponse<String> slowed = post("/login", "password=" + password(), "lang=en");
    assertThat(slowed.statusCode()).isEqualTo(429);
    assertThat(slowed.headers().firstValue("Retry-After")).hasValue("60");
    assertThat(slowed.body()).contains("Too many tries. Try again in a minute.");
    assertThat(door.access().wrong()).isEqualTo(5);
  }

  @Test
  void theFirstPasswordsFileGoesWhenSomebodyInsideSaysThatItIsWrittenDown() throws Exception {
    assertThat(post("/password-written", "", "").headers().firstValue("Location"))
        .hasValue("/login");
    assertThat(folder.resolve("first-password")).exists();
    String cookie = cookie();
    assertThat(get("/", cookie).body()).contains("C&#39;est noté");
    post("/password-written", "", cookie);
    assertThat(folder.resolve("first-password")).doesNotExist();
    assertThat(get("/", cookie).body()).doesNotContain("C&#39;est noté");
  }

  @Test
  void aFormFromAnotherPageAnEndlessOneAndAnotherNameAreTurnedAway() throws Exception {
    HttpRequest foreign =
        request("/logout", cookie())
            .header("Origin", "http://evil.example")
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(http.send(foreign, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    assertThat(post("/login", "password=" + "a".repeat(2_000), "").statusCode()).isEqualTo(413);
    assertThat(post("/", "x", "").statusCode()).isEqualTo(405);
    HttpRequest put = request("/", "").PUT(BodyPublishers.noBody()).build();
    assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    assertThat(ConsoleTest.asked(console, "evil.example")).startsWith("HTTP/1.1 421");
    assertThat(ConsoleTest.asked(console, "192.168.1.20")).startsWith("HTTP/1.1 303");
  }

  @Test
  void aConsoleForTheNetworkDoesNotOpenWithoutALogIn() {
    assertThatThrownBy(
            () ->
                Console.open(
                    new Endpoint("0.0.0.0", 0), Door.open(clock), () -> new Statuses().now()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String cookie() throws Exception {
    String set =
        post("/login", "password=" + password(), "")
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    return set.substring(0, set.indexOf(';'));
  }

  private String password() throws IOException {
    return Files.readString(folder.resolve("first-password")).strip();
  }

  private HttpResponse<String> get(String path, String cookie) throws Exception {
    return http.send(request(path, cookie).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String form, String cookie) throws Exception {
    HttpRequest request =
        request(path, cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String cookie) {
    URI local = URI.create("http://127.0.0.1:" + console.address().getPort() + path);
    HttpRequest.Builder builder = HttpRequest.newBuilder(local).timeout(Duration.ofSeconds(20));
    return cookie.isEmpty() ? builder : builder.header("Cookie", cookie);
  }
}
