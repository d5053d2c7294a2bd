package eu.releve.cloud;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import eu.releve.cloud.api.Desk;
import eu.releve.cloud.api.Intake;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.enrol.Claims;
import eu.releve.cloud.enrol.Fleet;
import eu.releve.cloud.enrol.Pairing;
import eu.releve.cloud.enrol.Reception;
import eu.releve.cloud.enrol.Replacement;
import eu.releve.cloud.enrol.Transfers;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pairing a box in the portal, in a real browser on a small phone and a desktop.
 *
 * <p>Pictures of it are left in {@code target/screens}.
 */
@Timeout(300)
class BoxesBrowserTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-18T10:30:00Z");
  private static final Path SCREENS = Path.of("target/screens");
  private static final String PASSWORD = "correct horse battery";
  private static final String FINGERPRINT = "ab".repeat(32);

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static Chromium chromium;
  static Claims claims;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: apt-get install chromium");
    }
    assumeTrue(program.isPresent(), "no Chromium here: apt-get install chromium");
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    InstantSource clock = () -> NOW;
    DataSource pool = database.ingest();
    claims = new Claims(pool, clock, new SecureRandom());
    Reception reception =
        new Reception(
            claims,
            new Fleet(pool, clock),
            new Replacement(pool, clock),
            new Pairing(pool, clock),
            new Transfers(pool, clock, Optional.empty()),
            Optional.empty());
    web =
        Web.start(
            vertx,
            InetSocketAddress.createUnresolved("127.0.0.1", 0),
            database,
            keys,
            clock,
            () -> Intake.NONE,
            Desk.NONE,
            Optional.of(reception),
            Optional.empty());
    PortalBuilding.full(database, "tilleuls-12", Instant.parse("2026-03-01T00:00:00Z"), NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    new WebClient(web.port(), first.get("token").asText())
        .post(
            "/accounts",
            """
            {"user":"anne","password":"%s","role":"syndic","organisation":"%s"}"""
                .formatted(PASSWORD, PortalBuilding.ORGANISATION));
    chromium = Chromium.start(program.get());
    Files.createDirectories(SCREENS);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (web != null) {
      web.close();
      database.close();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static String code(String box, Optional<OrganisationId> organisation) throws Exception {
    return claims
        .make(new GatewayId(box), organisation, Claims.LIFE_USUAL, "the test")
        .made()
        .orElseThrow()
        .code()
        .text();
  }

  private Page page(BrowserContext context) {
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")
              && !message.text().contains("the server responded with a status of")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    return page;
  }

  private static void picture(Page page, int width, String name) {
    page.screenshot(
        new ScreenshotOptions()
            .setPath(SCREENS.resolve("boxes-%s-%d.png".formatted(name, width)))
            .setFullPage(true));
    Object over =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(over).as(name).isEqualTo(0);
  }

  @Test
  void theCodeOfALabelLeadsThroughTheLogInToTheFormThatItFills() throws Exception {
    for (int width : new int[] {360, 1_280}) {
      String box = "tilleuls-cave-" + width;
      String code = code(box, Optional.empty());
      try (BrowserContext context =
          chromium
              .browser()
              .newContext(
                  new NewContextOptions()
                      .setViewportSize(width, 800)
                      .setLocale("fr-BE")
                      .setBaseURL("http://127.0.0.1:" + web.port()))) {
        context.setDefaultTimeout(30_000);
        Page page = page(context);
        page.navigate("/enrol/%s#%s.%s".formatted(box, code, FINGERPRINT));
        page.fill("#user", "anne");
        page.fill("#password", PASSWORD);
        page.click("form.login button");
        page.waitForURL("**/boxes");
        assertThat(page.locator("#code")).hasValue(code);
        picture(page, width, "form");
        page.fill("#code", "0000-0000-0000-0000");
        page.click("form.pair button");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Aucun boîtier n'attend ce code");
        picture(page, width, "unknown");
        page.fill("#code", code.toLowerCase(Locale.ROOT));
        page.fill("#building", "tilleuls-12");
        page.click("form.pair button");
        assertThat(page.getByRole(AriaRole.STATUS))
            .containsText("Le boîtier %s est à vous, pour tilleuls-12".formatted(box));
        assertThat(page.locator(".boxes")).containsText(box);
        picture(page, width, "paired");
        page.click("#language");
        assertThat(page.locator("h1")).hasText("Boxes");
      }
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void anOperatorSaysWhoseTheBoxBecomes() throws Exception {
    JsonNode login = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    String code = code("stock-1", Optional.empty());
    try (BrowserContext context =
        chromium
            .browser()
            .newContext(
                new NewContextOptions()
                    .setViewportSize(1_280, 800)
                    .setLocale("en-GB")
                    .setBaseURL("http://127.0.0.1:" + web.port()))) {
      context.setDefaultTimeout(30_000);
      Page page = page(context);
      page.navigate("/login?back=/boxes");
      page.fill("#user", login.get("user").asText());
      page.fill("#password", login.get("password").asText());
      page.click("form.login button");
      page.waitForURL("**/boxes");
      assertThat(page.locator(".boxes")).containsText("nobody's yet");
      page.fill("#code", code);
      page.selectOption("#organisation", new String[] {first(page)});
      page.click("form.pair button");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("The box stock-1 is yours");
      picture(page, 1_280, "operator");
    }
    assertThat(complaints).isEmpty();
  }

  private static String first(Page page) {
    return String.valueOf(page.locator("#organisation option").nth(1).getAttribute("value"));
  }
}
