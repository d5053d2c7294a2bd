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
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Index lists, closings and remarks as people see them, on a phone and on a desktop.
 *
 * <p>Pictures of them are left in {@code target/screens}.
 */
@Timeout(300)
class ClosingBrowserTest {
  private static final Instant NOW = Instant.parse("2027-01-20T10:00:00Z");
  private static final Path SCREENS = Path.of("target/screens");
  private static final String PASSWORD = "correct horse battery";
  private static final int PHONE = 390;
  private static final int DESKTOP = 1280;
  private static final int PAGE_BYTES_MAX = 60_000;

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static Chromium chromium;
  private static SampleBuilding building;
  private static long batches = 10;

  private final List<String> complaints = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: apt-get install chromium");
    }
    assumeTrue(program.isPresent(), "no Chromium here: apt-get install chromium");
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    building = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    meters();
    remarks();
    JsonNode first =
        new ObjectMapper().readTree(Files.readString(keys.resolve("first-operator.json")));
    new WebClient(web.port(), first.get("token").asText())
        .post(
            "/accounts",
            """
            {"user":"anne","password":"%s","role":"syndic","organisation":"demo-syndic"}"""
                .formatted(PASSWORD));
    chromium = Chromium.start(program.get());
    Files.createDirectories(SCREENS);
  }

  /** A main meter, two flats that are read well, and one whose meter fell silent in autumn. */
  private static void meters() throws Exception {
    readings(building, 412_000_000, "2025-12-31T22:52:00Z", "2026-12-31T23:04:00Z");
    SampleBuilding one = building.dwelling("flat-1a");
    readings(one, 1_000_000, "2025-12-31T22:52:00Z", "2026-12-31T23:00:00Z");
    readings(
        building.dwelling("flat-1b"), 77_000_000, "2025-12-20T10:00:00Z", "2027-01-09T10:00:00Z");
    readings(
        building.dwelling("flat-2a"), 31_000_000, "2025-12-31T23:00:00Z", "2026-10-02T10:00:00Z");
    SampleBuilding.execute(
        database.ingest(),
        "update meter set serial = '1LG' || 2200417 + id where name <> 'flat-1b'");
    SampleBuilding.execute(
        database.ingest(),
        "update point set title = 'Électricité ' || upper(substr(name, 6, 2)) where lot is not null");
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private static void readings(SampleBuilding at, long begin, String first, String last)
      throws Exception {
    int register = at.register("active-energy-import", "active-energy-import", "Wh");
    Instant from = Instant.parse(first);
    Instant to = Instant.parse(last);
    long batch = building.batch(++batches);
    building.reading(register, from, begin, batch);
    building.reading(register, from.plusSeconds(900), begin + 150, batch);
    building.reading(register, to.minusSeconds(900), begin + 2_123_480, batch);
    building.reading(register, to, begin + 2_123_700, batch);
    building.touch(register, from, to);
  }

  private static void remarks() throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        "insert into validated values (?, '2026-01-01', '2027-01-19', 0)",
        building.building());
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into remark (building, point, about, rule, since, last_day, clean_on, ongoing, days,
          measured, limit_value)
        select p.building, p.id, 'active-energy-import', r.rule, r.since::date, r.last::date,
          r.clean::date, r.clean is null, 2, r.measured, r.most
        from point p, (values
          ('main-elec', 'V08', '2027-01-17', '2027-01-19', null, 1500, 180),
          ('flat-2a-elec', 'V06', '2026-10-02', '2027-01-19', null, 96, 3),
          ('main-elec', 'V15', '2027-01-04', '2027-01-05', '2027-01-06', 12, 4))
          as r (point, rule, since, last, clean, measured, most)
        where p.name = r.point and p.building = ?""",
        building.building());
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

  /** No test ends well whose pages had something to complain about: policy, scripts, files. */
  @AfterEach
  void noComplaints() {
    contexts.forEach(BrowserContext::close);
    assertThat(complaints).isEmpty();
  }

  private Page loggedIn(int width) {
    BrowserContext context =
        chromium
            .browser()
            .newContext(
                new NewContextOptions()
                    .setViewportSize(width, 900)
                    .setLocale("fr")
                    .setBaseURL("http://127.0.0.1:" + web.port()));
    contexts.add(context);
    context.setDefaultTimeout(60_000);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          boolean said = message.text().contains("the server responded with a status of");
          if (message.type().equals("error") && !said) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.navigate("/login");
    page.fill("#user", "anne");
    page.fill("#password", PASSWORD);
    page.click("form.login button");
    page.waitForSelector("nav.tabs");
    return page;
  }

  private static void picture(Page page, int width, String name) {
    String file = "portal-%s-%s.png".formatted(name, width == PHONE ? "phone" : "desktop");
    page.screenshot(new ScreenshotOptions().setPath(SCREENS.resolve(file)).setFullPage(true));
    int wide =
        (int)
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(wide).as(name + " is wider than the screen").isNotPositive();
    Object unnamed =
        page.evaluate(
            """
            () => [...document.querySelectorAll('input:not([type=hidden]), select, a, button')]
              .filter(one => !(one.labels && one.labels.length) && !one.ariaLabel
                && !one.textContent.trim()).length""");
    assertThat(unnamed).as("what has no name for those who hear it").isEqualTo(0);
  }

  @Test
  void aSyndicLooksAtTheYearClosesItByKeyboardAndFindsItsFiles() {
    for (int width : new int[] {PHONE, DESKTOP}) {
      Page page = loggedIn(width);
      page.click(".tabs >> text=Relevés d'index");
      assertThat(page.locator(".period-title"))
          .hasText("Du 1er janvier 2026 au 31 décembre 2026 · Tout l'immeuble");
      assertThat(page.locator("#first")).hasValue("2026-01-01");
      assertThat(page.locator("#list .lot"))
          .hasText(new String[] {"Lot 1A", "Lot 1B", "Lot 2A", "Parties communes"});
      // A table for those who hear it, whatever it looks like.
      assertThat(page.getByRole(AriaRole.TABLE)).hasCount(1);
      assertThat(page.getByRole(AriaRole.CELL)).hasCount(16);
      assertThat(page.locator(".indexes tbody").nth(2)).containsText("le plus proche");
      picture(page, width, "closings");
      page.fill("#first", width == PHONE ? "2026-01-01" : "2026-07-01");
      page.fill("#last", width == PHONE ? "2026-06-30" : "2026-12-31");
      page.keyboard().press("Enter");
      assertThat(page.locator(".period-title")).containsText(width == PHONE ? "juin" : "juillet");
      page.focus("#reason");
      page.keyboard().type("Décompte annuel");
      page.keyboard().press("Enter");
      assertThat(page.locator("#list h2")).containsText("Clôture");
      assertThat(page.locator("#unchanged")).hasText("Rien n'a changé depuis la clôture.");
      picture(page, width, "closing");
      String name =
          page.waitForDownload(() -> page.locator(".files a").first().click()).suggestedFilename();
      assertThat(name).matches("tilleuls-12_2026-0\\d-01_2026-\\d\\d-3\\d\\.csv");
      page.click("main .crumb >> text=Relevés des index");
      assertThat(page.locator(".closed > li")).hasCount(width == PHONE ? 1 : 2);
      picture(page, width, "closings-closed");
    }
  }

  @Test
  void theBuildingsPageSaysWhatDoesNotLookRight() {
    for (int width : new int[] {PHONE, DESKTOP}) {
      Page page = loggedIn(width);
      assertThat(page.locator("#remarks > .remarks > li")).hasCount(2);
      assertThat(page.locator("#remarks")).containsText("Depuis le 17 janvier");
      page.click("#remarks summary");
      assertThat(page.locator("#remarks")).containsText("Du 4 janvier au 5 janvier");
      picture(page, width, "remarks");
    }
  }

  @Test
  void thePageStaysWithinTheBytesOfOneWithoutAPlot() {
    BrowserContext fresh = chromium.browser().newContext();
    contexts.add(fresh);
    fresh.addCookies(loggedIn(DESKTOP).context().cookies());
    Page page = fresh.newPage();
    long[] bytes = {0};
    page.onRequestFinished(request -> bytes[0] += request.sizes().responseBodySize);
    page.navigate(
        "http://127.0.0.1:%d/buildings/%d/closings".formatted(web.port(), building.building()));
    page.waitForLoadState();
    assertThat(bytes[0]).isPositive().isLessThan(PAGE_BYTES_MAX);
  }
}
