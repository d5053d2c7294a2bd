package eu.releve.cloud;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.console.Access;
import eu.releve.edge.console.Console;
import eu.releve.edge.console.Door;
import eu.releve.edge.console.Status;
import eu.releve.edge.journal.Counts;
import eu.releve.edge.journal.Depth;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.Tally;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.PublisherState;
import eu.releve.edge.publish.PublisherState.LastReceipt;
import eu.releve.edge.publish.Traffic;
import eu.releve.edge.publish.Trouble;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.Endpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A console on the building's network as a technician opens it on a phone, from the log-in to each
 * way in which a gateway can be; the phone's browser runs no script until it is inside.
 *
 * <p>Pictures of it are left in {@code target/screens}.
 */
@Timeout(180)
class ConsoleLoginBrowserTest {
  private static final Path SCREENS = Path.of("target/screens");
  private static final long NOW = 9 * 3_600_000L;
  private static final RegisterName HEAT = RegisterName.of(Quantity.HEAT_ENERGY);
  private static final RegisterName WATER = RegisterName.of(Quantity.WATER_VOLUME);
  private static final Depth NOTHING = new Depth(0, 0, 0, 900, 900);
  private static final Counts KEPT = new Counts(900, 0, 0, 0, 0, 0, 0, 0);

  @TempDir private Path folder;
  private final AtomicReference<View> view = new AtomicReference<>(View.usual());

  /** What differs between the pictures. */
  private record View(
      List<MeterView> meters,
      long waiting,
      Depth depth,
      Counts kept,
      Connection connection,
      OptionalLong unansweredSince) {
    static View usual() {
      return new View(
          List.of(
              meter("h1", Condition.ANSWERS, HEAT, 44_424_000_000L),
              meter("w1", Condition.ANSWERS, WATER, 412_565_000L)),
          0,
          NOTHING,
          KEPT,
          new Connection.Connected(60_000, "mqtts://collector.example:8883"),
          OptionalLong.empty());
    }

    View on(MeterView... all) {
      return new View(List.of(all), waiting, depth, kept, connection, unansweredSince);
    }

    View refusedByDisk(long readings) {
      return new View(meters, readings, depth, kept, connection, unansweredSince);
    }

    View backlog(long readings) {
      Depth deep = new Depth(readings / 60, readings, 9 * readings, 900 + readings / 60, 900);
      return new View(meters, waiting, deep, kept, connection, unansweredSince);
    }

    View lost(long readings) {
      Counts counts = new Counts(900, 0, 0, 0, 50, readings, 0, 0);
      return new View(meters, waiting, depth, counts, connection, unansweredSince);
    }

    View muteSince(long bootMillis) {
      return new View(meters, waiting, depth, kept, connection, OptionalLong.of(bootMillis));
    }

    View away(Trouble trouble) {
      Connection away =
          new Connection.Disconnected(NOW - 3 * 3_600_000L, trouble, "java.net.SomeException");
      return new View(meters, waiting, depth, kept, away, unansweredSince);
    }
  }

  @Test
  void aTechnicianLogsInOnAPhoneWithoutScriptAndIsToldWhatToDo() throws Exception {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: apt-get install chromium");
    }
    assumeTrue(program.isPresent(), "no Chromium here: apt-get install chromium");
    Files.createDirectories(SCREENS);
    ManualClock clock = ManualClock.trusted();
    Door door = Door.guarded(folder.resolve("console"), clock);
    try (Chromium chromium = Chromium.start(program.get());
        BrowserContext phone = context(chromium, "fr-BE", false);
        BrowserContext english = context(chromium, "en-GB", true);
        Console console =
            Console.open(new Endpoint("0.0.0.0", 0), door, () -> status(door.access()))) {
      URI address = console.address();
      Page page = phone.newPage();
      page.navigate(address.toString());
      assertThat(page.locator("h2")).hasText("Se connecter");
      shown(page, "console-login-phone");
      logIn(page, "kiwi");
      assertThat(page.locator(".problem")).containsText("Ce n'est pas le mot de passe");
      shown(page, "console-login-wrong-phone");

      logIn(page, Files.readString(door.firstPassword().orElseThrow()).strip());
      assertThat(page.locator(".verdict")).containsText("Tout fonctionne");
      shown(page, "console-first-password-phone");
      page.locator(".notice button").click();
      assertThat(page.locator(".notice")).hasCount(0);
      assertThat(folder.resolve("console/first-password")).doesNotExist();
      everyState(page, address);

      page.navigate(address.toString());
      page.locator("nav button").click();
      assertThat(page.locator("h2")).hasText("Se connecter");
      Page other = english.newPage();
      other.navigate(address.toString());
      for (int i = 0; i < 5; i++) {
        logIn(other, "wrong");
      }
      logIn(other, "wrong");
      assertThat(other.locator(".problem")).containsText("Too many tries");
      other.locator("#show").check();
      other.locator("#password").fill("abcd-efgh-jkmn");
      other.locator("summary").click();
      shown(other, "console-login-slowed-english-phone");
    }
  }

  private void everyState(Page page, URI address) {
    picture(page, address, View.usual(), "Tout fonctionne", "console-good-phone");
    picture(page, address, View.usual().on(), "Aucun compteur", "console-no-meters-phone");
    picture(
        page,
        address,
        View.usual().refusedByDisk(1_240).lost(310),
        "Le disque refuse l'écriture",
        "console-disk-refuses-phone");
    picture(
        page,
        address,
        View.usual().backlog(512_000),
        "Rattrapage en cours",
        "console-catching-up-phone");
    picture(
        page,
        address,
        View.usual().backlog(2_400).muteSince(NOW - 1_200_000),
        "ne confirme rien depuis 20 min",
        "console-mute-collector-phone");
    picture(
        page,
        address,
        View.usual().backlog(9_000).away(Trouble.NO_ROUTE),
        "vérifier le câble réseau",
        "console-away-phone");
    picture(
        page,
        address,
        View.usual().on(meter("h1", Condition.SILENT, HEAT, 44_424_000_000L)),
        "Aucun compteur ne répond sur ce bus",
        "console-one-meter-silent-phone");
    view.set(View.usual());
    page.navigate(address + "/meters/removed");
    assertThat(page.locator("main")).containsText("Ce compteur n'est pas dans le plan");
    shown(page, "console-unknown-meter-phone");
    page.navigate(address + "/meters/h1");
    assertThat(page.locator("table")).containsText("12 340 kWh");
    shown(page, "console-heat-meter-phone");
  }

  private void picture(Page page, URI address, View now, String words, String name) {
    view.set(now);
    page.navigate(address.toString());
    assertThat(page.locator(".verdict")).containsText(words);
    shown(page, name);
  }

  private static void logIn(Page page, String password) {
    page.locator("#password").fill(password);
    page.locator(".login button").click();
    page.waitForLoadState();
  }

  private static MeterView meter(String id, Condition condition, RegisterName name, long value) {
    long age = condition == Condition.ANSWERS ? 24_000 : 2 * 3_600_000L;
    return new MeterView(
        new MeterId(id),
        condition,
        NOW - 2 * 3_600_000L,
        condition == Condition.SILENT ? "no answer within 900 ms" : "",
        List.of(new MeterView.LastValue(name, value, 0, NOW - age)));
  }

  private Status status(Access access) {
    View now = view.get();
    Tally.Counts counts =
        new Tally.Counts(1_440, 1_437, 3, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 2_874, 900, 0);
    LaneView bus =
        new LaneView(
            new BusId("chaufferie"),
            "mbus tcp://10.0.0.7:10001",
            true,
            true,
            0,
            "",
            4,
            now.waiting(),
            counts,
            now.meters());
    return new Status(
        new Status.Identity(
            "tilleuls-cave",
            "tilleuls-12",
            7,
            Duration.ofMinutes(1),
            Map.of("h1", "Chauffage 3B", "w1", "Eau froide 3B"),
            Map.of(new Register(new MeterId("h1"), HEAT), Unit.KWH)),
        NOW,
        List.of(bus),
        new PublisherState(
            now.connection(),
            Optional.of(new LastReceipt(900, NOW - 12_000)),
            Optional.empty(),
            now.unansweredSince(),
            now.depth(),
            new Traffic(900, 90_000, 0, 900, 0, 900, 0, 1, 0)),
        now.kept(),
        access,
        OptionalLong.of(12_300_000));
  }

  private static BrowserContext context(Chromium chromium, String locale, boolean script) {
    return chromium
        .browser()
        .newContext(
            new NewContextOptions()
                .setViewportSize(390, 844)
                .setLocale(locale)
                .setJavaScriptEnabled(script));
  }

  private static void shown(Page page, String name) {
    page.screenshot(
        new ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")).setFullPage(true));
  }
}
