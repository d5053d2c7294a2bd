package eu.releve.cloud;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import eu.releve.edge.Gateway;
import eu.releve.edge.simulate.Recorder;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The list of displays as an installer sees it, in a real browser on a small phone and a desktop.
 *
 * <p>Pictures of it are left in {@code target/screens}.
 */
@Timeout(300)
class CommissioningBrowserTest {
  private static final Path SCREENS = Path.of("target/screens");
  private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(60_000);

  /** Nothing flows, so that what is typed is right whenever it is typed. */
  private static final Map<String, String> COUNTED =
      Map.of("e0", "99000000", "e1", "12345600", "w1", "815123000");

  @TempDir private Path folder;

  @Test
  void anInstallerTypesDisplaysAndSeesWhatTheySayOfTheMeters() throws Exception {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: apt-get install chromium");
    }
    assumeTrue(program.isPresent(), "no Chromium here: apt-get install chromium");
    Files.createDirectories(SCREENS);
    Path settings = writeFiles();
    SitePlan plan = SitePlans.load(folder.resolve("plan.yaml"), Profiles.bundled());
    try (Chromium chromium = Chromium.start(program.get());
        SimulatedSite site =
            SimulatedSite.start(
                plan,
                (meter, register, at) -> truth(meter.value(), register),
                InstantSource.system(),
                Recorder.none())) {
      assertThat(site.answers()).isNotNegative();
      Gateway gateway = Gateway.start(GatewaySettings.load(settings, Map.of()));
      try (BrowserContext phone = context(chromium, 360, 780);
          BrowserContext desktop = context(chromium, 1280, 900)) {
        phone.setDefaultTimeout(60_000);
        Page small = phone.newPage();
        small.navigate(gateway.console().resolve("/commissioning").toString());
        everythingIsTyped(small);
        Page large = desktop.newPage();
        large.navigate(gateway.console().resolve("/commissioning").toString());
        assertThat(large.locator("section.good")).hasCount(2);
        shown(large, "commissioning-desktop");
      } finally {
        gateway.stop();
      }
    }
  }

  private static void everythingIsTyped(Page page) {
    for (String meter : List.of("e0", "e1", "w1")) {
      await(page, meter, "Lu maintenant");
    }
    shown(page, "commissioning-phone");
    type(page, "e0", "99000,00");
    await(page, "e0", "Concorde avec");
    type(page, "e1", "1234,56");
    await(page, "e1", "10 fois");
    shown(page, "commissioning-wrong-phone");
    type(page, "e1", "12345,60");
    await(page, "e1", "Concorde avec");
    Locator flat = page.locator("#w1");
    flat.locator("summary").click();
    flat.locator("input[name=why]").fill("personne à la maison");
    shown(page, "commissioning-later-phone");
    flat.locator("details button").click();
    await(page, "w1", "personne à la maison");
    page.locator("#reports input[name=installer]").fill("A. Dupont");
    page.locator("#reports button").click();
    assertThat(page.locator("#reports a")).hasCount(1);
    Download paper = page.waitForDownload(() -> page.locator("#reports a").click());
    assertThat(paper.suggestedFilename()).endsWith(".pdf");
    shown(page, "commissioning-done-phone");
  }

  private static void type(Page page, String meter, String value) {
    Locator its = page.locator("#" + meter);
    its.locator("input[name=value]").fill(value);
    its.locator("form button").first().click();
  }

  /** The page stays still while somebody types: it is loaded again until it says so. */
  private static void await(Page page, String meter, String words) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread()
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              page.reload();
              return page.locator("#" + meter).textContent().contains(words);
            });
    assertThat(page.locator("#" + meter)).containsText(words, SOON);
  }

  private static BigDecimal truth(String meter, RegisterName register) {
    boolean isTotal =
        register.toString().equals(Quantity.ACTIVE_ENERGY_IMPORT.id())
            || register.toString().equals(Quantity.WATER_VOLUME.id());
    return isTotal ? new BigDecimal(COUNTED.get(meter)) : BigDecimal.ZERO;
  }

  private static BrowserContext context(Chromium chromium, int width, int height) {
    return chromium
        .browser()
        .newContext(new NewContextOptions().setViewportSize(width, height).setLocale("fr-BE"));
  }

  /** Takes a picture, of a page that need not be pushed sideways. */
  private static void shown(Page page, String name) {
    Object over =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(over).isEqualTo(0);
    page.screenshot(
        new ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")).setFullPage(true));
  }

  private Path writeFiles() throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: cave, modbus-tcp: "tcp://127.0.0.1:%d" } ]
        lots: [ { id: 1a, kind: dwelling }, { id: 1b, kind: dwelling } ]
        points:
          - { id: main, name: "Électricité, compteur général" }
          - { id: flat-a, name: "Électricité 1A", lot: 1a, parent: main }
          - { id: cold, name: "Eau froide 1B", lot: 1b }
        meters:
          - { id: e0, point: main, bus: cave, unit: 1, from: 2025-01-01, profile: abb-b23, period: 2s, serial: "41273301", place: "Armoire TGBT, sous-sol -1, à gauche de la porte de la chaufferie" }
          - { id: e1, point: flat-a, bus: cave, unit: 2, from: 2025-01-01, profile: abb-b23, period: 2s, serial: "41273302" }
          - { id: w1, point: cold, bus: cave, unit: 4, from: 2025-01-01, period: 2s, serial: "08123450",
              registers: [ { is: water-volume, function: 3, at: 0, type: u32, unit: L } ] }
        """
            .formatted(FreePorts.one()));
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: tilleuls-cave
        site: %s
        collector: mqtt://127.0.0.1:%d
        data: %s
        console: 127.0.0.1:0
        window: 10s
        clock: trusted
        """
            .formatted(folder.resolve("plan.yaml"), FreePorts.one(), folder.resolve("data")));
  }
}
