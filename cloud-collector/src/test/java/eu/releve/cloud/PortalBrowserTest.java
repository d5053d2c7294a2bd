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
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SelectOption;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The portal as people see it, in a real browser, each page on a phone and on a desktop.
 *
 * <p>Pictures of them are left in {@code target/screens}.
 */
@Timeout(180)
class PortalBrowserTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  // A Wednesday, 11:30 in Brussels.
  private static final Instant NOW = Instant.parse("2026-03-18T10:30:00Z");
  private static final Instant QUIET_SINCE = Instant.parse("2026-03-18T05:20:00Z");
  private static final Path SCREENS = Path.of("target/screens");
  private static final String PASSWORD = "correct horse battery";

  private enum Size {
    PHONE(390, 844),
    DESKTOP(1280, 900);

    private final int width;
    private final int height;

    Size(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static Chromium chromium;
  static PortalBuilding full;
  static PortalBuilding empty;
  static PortalBuilding troubled;
  static PortalBuilding offline;
  static PortalBuilding quiet;

  private final List<String> complaints = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Chromium.program();
    boolean mustRun = "true".equals(System.getenv("CI"));
    if (program.isEmpty() && mustRun) {
      throw new IllegalStateException("no Chromium: apt-get install chromium");
    }
    assumeTrue(program.isPresent(), "no Chromium here: apt-get install chromium");
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web = start(database, keys);
    Instant from = Instant.parse("2025-02-01T00:00:00Z");
    full = PortalBuilding.full(database, "tilleuls-12", from, NOW);
    empty = PortalBuilding.empty(database, "acacias-4", NOW);
    troubled = PortalBuilding.full(database, "chenes-3", from, NOW);
    troubled.gap(Instant.parse("2025-05-12T08:00:00Z"), Instant.parse("2025-07-03T08:00:00Z"));
    troubled.gap(Instant.parse("2025-10-09T08:00:00Z"), Instant.parse("2025-10-11T08:00:00Z"));
    troubled.silence("e-lift", Instant.parse("2026-03-12T07:41:00Z"));
    troubled.silence("w-3b", Instant.parse("2026-03-17T21:05:00Z"));
    offline =
        PortalBuilding.full(database, "bouleaux-7", Instant.parse("2026-02-20T00:00:00Z"), NOW);
    offline.offline(Instant.parse("2026-03-17T09:12:00Z"));
    quiet = PortalBuilding.full(database, "erables-9", Instant.parse("2026-02-20T00:00:00Z"), NOW);
    quiet.quiet(QUIET_SINCE);
    troubled.neverHeard("boiler", "Chaufferie");
    troubled.takenOut("old-pump", "Ancienne pompe", Instant.parse("2026-01-31T10:00:00Z"));
    troubled.gap(Instant.parse("2026-03-17T23:00:00Z"), Instant.parse("2026-03-18T05:00:00Z"));
    full.hotWater("2b");
    PortalResults results = new PortalResults(database, full.building());
    results.leak();
    results.carbon();
    results.groupTold();
    new PortalResults(database, troubled.building()).groupWithheld();
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

  private static Web start(Database database, Path keys) throws Exception {
    InetSocketAddress free = InetSocketAddress.createUnresolved("127.0.0.1", 0);
    return Web.start(vertx, free, database, keys, () -> NOW);
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

  private Page page(Size size, String language) {
    BrowserContext context =
        chromium
            .browser()
            .newContext(
                new NewContextOptions()
                    .setViewportSize(size.width, size.height)
                    .setLocale(language)
                    .setBaseURL("http://127.0.0.1:" + web.port()));
    contexts.add(context);
    context.setDefaultTimeout(20_000);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          boolean said = message.text().contains("the server responded with a status of");
          if (message.type().equals("error") && !said) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith("http://127.0.0.1:")) {
            complaints.add("asks the internet for " + request.url());
          }
        });
    return page;
  }

  private Page loggedIn(Size size, String language) {
    Page page = page(size, language);
    page.navigate("/login");
    page.fill("#user", "anne");
    page.fill("#password", PASSWORD);
    page.click("form.login button");
    page.waitForURL("**/");
    return page;
  }

  private static void picture(Page page, Size size, String name) {
    String file = "portal-%s-%s.png".formatted(name, size.name().toLowerCase(Locale.ROOT));
    page.screenshot(new ScreenshotOptions().setPath(SCREENS.resolve(file)).setFullPage(true));
    int wide =
        (int)
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(wide).as(name + " is wider than the screen").isNotPositive();
  }

  private static void drawn(Page page) {
    page.waitForSelector("#use .plot[data-drawn=yes]");
  }

  private static void still(Page page) {
    Object moved =
        page.evaluate(
            """
            () => new Promise(done => {
              let sum = 0;
              new PerformanceObserver(list => list.getEntries()
                  .filter(entry => !entry.hadRecentInput)
                  .forEach(entry => sum += entry.value))
                .observe({type: 'layout-shift', buffered: true});
              setTimeout(() => done(sum), 100);
            })""");
    assertThat(((Number) moved).doubleValue()).as("what moved while it loaded").isLessThan(0.02);
  }

  @Test
  void aWrongPasswordIsSaidAndTheNameStays() {
    for (Size size : Size.values()) {
      Page page = page(size, "fr-BE");
      page.navigate("/");
      assertThat(page).hasURL(Pattern.compile(".*/login"));
      picture(page, size, "login");
      page.fill("#user", "pierre");
      page.fill("#password", "wrong");
      page.click("form.login button");
      assertThat(page.getByRole(AriaRole.ALERT)).hasText("Utilisateur ou mot de passe incorrect.");
      assertThat(page.locator("#user")).hasValue("pierre");
      picture(page, size, "login-wrong");
    }
  }

  @Test
  void afterAnEndedSessionTheLogInLeadsBackToThePage() throws Exception {
    Page page = loggedIn(Size.PHONE, "fr");
    SampleBuilding.execute(
        database.api(Reach.EVERYTHING),
        "delete from access where kind = 'session' and account = (select id from account where name = 'anne')");
    page.navigate("/buildings/%d?medium=water&view=year".formatted(full.building()));
    assertThat(page.locator(".notice")).containsText("Votre session a expiré");
    picture(page, Size.PHONE, "login-expired");
    page.fill("#user", "anne");
    page.fill("#password", PASSWORD);
    page.click("form.login button");
    assertThat(page.locator("h1")).hasText("Tilleuls 12");
    assertThat(page.url()).endsWith("medium=water&view=year");
  }

  @Test
  void theBuildingsAreListedWithTheirState() {
    for (Size size : Size.values()) {
      Page page = loggedIn(size, "fr");
      assertThat(page.locator(".buildings > li")).hasCount(5);
      picture(page, size, "buildings");
      page.click("text=Tilleuls 12");
      drawn(page);
      still(page);
      picture(page, size, "building-month");
    }
  }

  @Test
  void aLiveValueChangesWithoutTouchingThePage() throws Exception {
    Page page = loggedIn(Size.DESKTOP, "fr");
    page.navigate("/buildings/" + full.building());
    drawn(page);
    assertThat(page.locator("#power")).hasText("18,4");
    full.power(NOW.minusSeconds(1), 21_730_000L);
    assertThat(page.locator("#power")).hasText("21,7");
    assertThat(page.locator(".power .note").first()).hasText("mesurée à 11:29:59");
    full.power(NOW.minusSeconds(4), 18_420_000L);
    assertThat(page.locator("#power")).hasText("18,4");
  }

  @Test
  void periodsMediaAndPlacesAreOneTouchAway() {
    for (Size size : Size.values()) {
      Page page = loggedIn(size, "fr");
      page.navigate("/buildings/" + full.building());
      drawn(page);
      page.click(".views >> text=Année");
      assertThat(page.locator(".period h3")).hasText("2026");
      drawn(page);
      page.click("a[rel=prev]");
      assertThat(page.locator(".period h3")).hasText("2025");
      drawn(page);
      picture(page, size, "building-year");
      page.click(".media >> text=Eau");
      assertThat(page.locator(".media [aria-current]")).hasText("Eau");
      drawn(page);
      picture(page, size, "building-year-water");
      page.click(".views >> text=Mois");
      assertThat(page.locator(".period h3")).hasText("Décembre 2025");
      page.click(".views >> text=Jour");
      assertThat(page.locator(".period h3")).hasText("Mercredi 31 décembre 2025");
      drawn(page);
      picture(page, size, "building-day");
      page.goBack();
      assertThat(page.locator(".period h3")).hasText("Décembre 2025");
      page.selectOption("#of", new SelectOption().setLabel("Lot 3B"));
      assertThat(page.locator(".total")).containsText("Lot 3B");
      assertThat(page.locator(".views a")).hasCount(2);
      drawn(page);
      picture(page, size, "lot");
    }
  }

  @Test
  void aLeakIsExplainedWithItsLitresItsEurosAndItsBeginning() {
    Page page = loggedIn(Size.PHONE, "fr");
    page.navigate("/buildings/" + full.building());
    assertThat(page.locator(".leak h2"))
        .hasText("Fuite probable : Eau froide 3B, depuis le 6 mars");
    assertThat(page.locator(".leak .cost")).hasText("7\u202f800\u202fL perdus, soit 35,10\u202f€");
    assertThat(page.locator(".leak")).containsText("depuis 13 nuits, environ 25 L par heure");
    assertThat(page.locator(".leak")).containsText("(à confirmer)");
  }

  @Test
  void emissionsAndPurchaseGroupsAreShownOrSaidToBeWithheld() {
    Page page = loggedIn(Size.DESKTOP, "fr");
    page.navigate("/buildings/" + full.building());
    assertThat(page.locator("#carbon li")).hasCount(13);
    assertThat(page.locator("#carbon li").first()).containsText("en cours");
    assertThat(page.locator(".group h2")).hasText("Achat groupé de printemps, février 2026");
    assertThat(page.locator(".group dd").nth(1)).hasText("4\u202f120\u202fkWh");
    page.navigate("/buildings/" + troubled.building());
    assertThat(page.locator("#carbon")).hasCount(0);
    assertThat(page.locator(".group .notice")).containsText("8 logements. Il en faut au moins 11");
  }

  @Test
  void figuresAreWrittenAsTheLanguageWritesThem() {
    Page page = loggedIn(Size.DESKTOP, "fr");
    page.navigate("/buildings/%d?view=year&at=2025-06-01".formatted(full.building()));
    drawn(page);
    page.click("summary");
    String french = page.locator(".figures tbody tr").nth(5).innerText();
    assertThat(french).containsPattern("juin 2025\\s+\\d{1,3}\u202f\\d{3}");
    assertThat(page.locator(".total strong").textContent()).matches("[\\d\u202f,]+\u202fkWh");
    picture(page, Size.DESKTOP, "figures");
    page.click("#language");
    assertThat(page.locator("html")).hasAttribute("lang", "en");
    assertThat(page.locator(".period h3")).hasText("2025");
    drawn(page);
    assertThat(page.locator(".total strong").textContent()).matches("[\\d,.]+\u00a0kWh");
    picture(page, Size.DESKTOP, "building-english");
    page.click("#language");
    assertThat(page.locator("html")).hasAttribute("lang", "fr");
  }

  @Test
  void theMetersAreListedWithTheirAge() {
    for (Size size : Size.values()) {
      Page page = loggedIn(size, "fr");
      page.navigate("/buildings/%d/meters".formatted(troubled.building()));
      assertThat(page.locator("li.silent")).hasCount(3);
      picture(page, size, "meters");
    }
  }

  @Test
  void whatIsMissingIsSaidInWords() {
    for (Size size : Size.values()) {
      Page page = loggedIn(size, "fr");
      page.navigate("/buildings/" + empty.building());
      assertThat(page.locator("main")).containsText("Pas encore de données");
      picture(page, size, "no-data");
      page.navigate("/buildings/" + troubled.building());
      drawn(page);
      assertThat(page.locator("#now .notice")).containsText("3 compteurs ne répondent pas");
      assertThat(page.locator("#now .notice")).containsText("Chaufferie");
      assertThat(page.locator("#now .notice")).not().containsText("Ancienne pompe");
      assertThat(page.locator(".tile.electricity")).containsText("incomplet");
      assertThat(page.locator("#now .notice"))
          .containsText("pas de données depuis le 12 mars à 08:41");
      picture(page, size, "silent");
      page.navigate("/buildings/%d?view=year&at=2025-01-01".formatted(troubled.building()));
      drawn(page);
      assertThat(page.locator("#use")).containsText("Période incomplète");
      picture(page, size, "gaps");
      page.navigate("/buildings/" + offline.building());
      drawn(page);
      assertThat(page.locator("#now .health")).hasText("Immeuble hors ligne depuis hier à 10:12");
      assertThat(page.locator("#now .power").first())
          .containsText("Pas de données depuis hier à 10:12");
      picture(page, size, "offline");
      page.navigate("/buildings/%d?view=day".formatted(offline.building()));
      assertThat(page.locator("#use .plot")).hasText("Aucune donnée pour cette période.");
      picture(page, size, "offline-day");
      page.navigate("/buildings/999999");
      assertThat(page.locator("h1")).hasText("Immeuble introuvable");
      picture(page, size, "unknown-building");
      page.navigate("/nowhere");
      assertThat(page.locator("h1")).hasText("Page introuvable");
      picture(page, size, "unknown-page");
    }
  }

  @Test
  void aDatabaseThatIsAwayIsSaidAndThePageComesBackByItself() throws Exception {
    String url = TestDatabase.freshUrl();
    try (Database away = Database.external(url);
        Web other = start(away, keys)) {
      String address = "http://127.0.0.1:" + other.port();
      Page phone = page(Size.PHONE, "fr");
      phone.context().addCookies(List.of(new Cookie("releve-session", "x").setUrl(address)));
      Page desktop = page(Size.DESKTOP, "fr");
      desktop.navigate(address + "/login");
      TestDatabase.allow(url, false);
      phone.navigate(address + "/buildings/1");
      desktop.fill("#user", "anne");
      desktop.fill("#password", PASSWORD);
      desktop.click("form.login button");
      for (Page page : List.of(phone, desktop)) {
        assertThat(page.locator("h1")).hasText("Les données sont momentanément inaccessibles");
        picture(page, page.equals(phone) ? Size.PHONE : Size.DESKTOP, "database-away");
      }
      TestDatabase.allow(url, true);
      for (Page page : List.of(phone, desktop)) {
        assertThat(page.locator("h1"))
            .hasText("Connexion", new HasTextOptions().setTimeout(45_000));
      }
    }
  }

  @Test
  void aBoxWhoseMetersAreSilentIsNotCalledOffline() {
    for (Size size : Size.values()) {
      Page page = loggedIn(size, "fr");
      page.navigate("/buildings/" + quiet.building());
      drawn(page);
      assertThat(page.locator("#now .health"))
          .hasText("Les compteurs n'envoient plus rien depuis 06:20");
      assertThat(page.locator("#now .notice").first()).containsText("Le boîtier");
      assertThat(page.locator("#now")).not().containsText("internet");
      picture(page, size, "quiet");
    }
  }

  @Test
  void tenYearsBeginWithTheFirstReading() {
    for (Size size : Size.values()) {
      Page page = loggedIn(size, "fr");
      page.navigate("/buildings/%d?view=years".formatted(full.building()));
      drawn(page);
      assertThat(page.locator("#use")).containsText("Mesuré depuis le 1er février 2025.");
      assertThat(page.locator("#use")).not().containsText("Période incomplète");
      picture(page, size, "years");
    }
  }

  @Test
  void oneMeterOfAFlatCanBeLookedAt() {
    Page page = loggedIn(Size.PHONE, "fr");
    page.navigate("/buildings/%d?medium=water&view=year".formatted(full.building()));
    page.selectOption("#of", new SelectOption().setLabel("Eau chaude 2B"));
    assertThat(page.locator(".total")).containsText("Eau chaude 2B");
    assertThat(page.locator(".views a")).hasCount(2);
    drawn(page);
    picture(page, Size.PHONE, "meter-of-a-flat");
  }

  @Test
  void anOperatorSeesTheServiceAndASyndicWithoutBuildingsAnEmptyList() throws Exception {
    Database fresh = TestDatabase.fresh();
    Path folder = Files.createDirectories(keys.resolve("fresh"));
    try (fresh;
        Web other = start(fresh, folder)) {
      JsonNode login = JSON.readTree(Files.readString(folder.resolve("first-operator.json")));
      SampleBuilding.execute(
          fresh.ingest(),
          "with b as (insert into gateway (id) values ('gw-bis')) insert into fork (gateway, kind,"
              + " epoch, reason) values ('gw-bis', 'contradicts', 7, 'seq 9 is in the ledger ')");
      for (Size size : Size.values()) {
        Page page = page(size, "fr");
        page.navigate("http://127.0.0.1:%d/".formatted(other.port()));
        page.fill("#user", login.get("user").asText());
        page.fill("#password", login.get("password").asText());
        page.click("form.login button");
        assertThat(page.locator("main")).containsText("Aucun immeuble pour l'instant");
        picture(page, size, "no-buildings");
        page.click("text=État du service");
        assertThat(page.locator("#troubles")).containsText("L’envoi 9 est arrivé deux fois");
        picture(page, size, "status");
      }
    }
  }

  @Test
  void aLostConnectionIsSaidOnThePage() {
    Page page = loggedIn(Size.PHONE, "fr");
    page.navigate("/buildings/" + full.building());
    drawn(page);
    page.context().setOffline(true);
    assertThat(page.locator("#now.lost .notice")).containsText("Liaison interrompue");
    picture(page, Size.PHONE, "connection-lost");
    complaints.removeIf(text -> text.contains("ERR_INTERNET_DISCONNECTED"));
    page.context().setOffline(false);
    assertThat(page.locator("#now.lost")).hasCount(0, new HasCountOptions().setTimeout(15_000));
  }
}
