package eu.releve.cloud;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import eu.releve.edge.Gateway;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.Fault;
import eu.releve.edge.simulate.Recorder;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's console as a technician sees it, in a real browser on a phone and a desktop.
 *
 * <p>Pictures of it are left in {@code target/screens}.
 */
@Timeout(180)
class ConsoleBrowserTest {
  private static final Path SCREENS = Path.of("target/screens");
  private static final int PATIENCE_MILLIS = 30_000;
  private static final IsVisibleOptions SOON = new IsVisibleOptions().setTimeout(PATIENCE_MILLIS);

  @TempDir private Path folder;

  @Test
  void aTechnicianSeesValuesChangeAndWhatIsAtFaultWithoutReloading() throws Exception {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("no Chromium: apt-get install chromium");
    }
    assumeTrue(program.isPresent(), "no Chromium here: apt-get install chromium");
    Files.createDirectories(SCREENS);
    Path settings = writeFiles();
    SitePlan plan = SitePlans.load(folder.resolve("plan.yaml"), Profiles.bundled());
    try (Chromium chromium = Chromium.start(program.get())) {
      SimulatedSite site =
          SimulatedSite.start(
              plan, Building.of(plan, 1, Map.of()), InstantSource.system(), Recorder.none());
      Gateway gateway = Gateway.start(GatewaySettings.load(settings, Map.of()));
      boolean isRunning = true;
      try (BrowserContext phone = context(chromium, 390, 844);
          BrowserContext desktop = context(chromium, 1280, 900)) {
        Page small = phone.newPage();
        Page large = desktop.newPage();
        small.navigate(gateway.console().toString());
        large.navigate(gateway.console().toString());
        try (site) {
          assertThat(large.locator(".badge.answers").nth(3)).isVisible(SOON);
          valuesChange(small);
          shown(small, "console-phone");
          shown(large, "console-desktop");
          small.locator(".meters a").first().click();
          assertThat(small.locator("table")).isVisible();
          shown(small, "console-meter-phone");
          small.goBack();

          site.fault(new MeterId("e2"), new Fault(Fault.Kind.SILENT, Duration.ZERO));
          site.fault(new MeterId("w1"), new Fault(Fault.Kind.NONSENSE, Duration.ZERO));
          says(small, "« Ascenseur » ne répond pas depuis");
          says(small, "« Eau froide » donne des réponses incompréhensibles");
          says(small, "Le collecteur est injoignable");
          shown(small, "console-faults-phone");
          shown(large, "console-faults-desktop");
        }
        says(small, "Le bus « cave » est injoignable");
        shown(small, "console-bus-phone");

        gateway.stop();
        isRunning = false;
        assertThat(small.locator("#stale")).isVisible(SOON);
        shown(small, "console-gone-phone");
      } finally {
        if (isRunning) {
          gateway.stop();
        }
      }
    }
  }

  private static void valuesChange(Page page) {
    Locator readings = page.locator("p.counts").first();
    String before = readings.textContent();
    assertThat(readings).not().hasText(before, new HasTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  private static void says(Page page, String words) {
    assertThat(page.locator(".verdict"))
        .containsText(words, new ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
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
        buses:
          - { id: cave, modbus-tcp: "tcp://127.0.0.1:%d" }
          - { id: chaufferie, mbus: "tcp://127.0.0.1:%d", baud: 2400 }
        points:
          - { id: main-elec, name: "Compteur général" }
          - { id: lift, name: "Ascenseur" }
          - { id: cold, name: "Eau froide" }
          - { id: heat, name: "Chauffage" }
        meters:
          - { id: e1, point: main-elec, bus: cave, unit: 1, profile: abb-b23, from: 2025-01-01, period: 1s }
          - { id: e2, point: lift, bus: cave, unit: 2, profile: eastron-sdm630, from: 2025-01-01, period: 1s }
          - { id: w1, point: cold, bus: chaufferie, primary: 1, profile: itron-bm-plus-m, from: 2025-01-01, period: 1s }
          - { id: h1, point: heat, bus: chaufferie, primary: 2, profile: kamstrup-multical-601, from: 2025-01-01, period: 1s }
        """
            .formatted(FreePorts.one(), FreePorts.one()));
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
