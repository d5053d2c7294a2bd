package eu.releve.cloud;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewPageOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import eu.releve.provisioning.demo.DemoBuilding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The demo's building as its syndic sees it, made of what its meters said and nothing else. */
final class DemoPictures {
  private static final Path SCREENS = Path.of("target/screens");
  private static final String USER = "syndic-of-the-demo";
  private static final String PASSWORD = "correct horse battery";

  private DemoPictures() {}

  /** Takes them where there is a Chromium; elsewhere the portal's own test says that none is. */
  static void take(DemoBuilding building) throws Exception {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty()) {
      return;
    }
    Files.createDirectories(SCREENS);
    JsonNode first = building.firstOperator();
    new WebClient(building.portal().getPort(), first.get("token").asText())
        .post(
            "/accounts",
            """
            {"user":"%s","password":"%s","role":"syndic","organisation":"%s"}"""
                .formatted(USER, PASSWORD, DemoBuilding.ORGANISATION));
    try (Chromium chromium = Chromium.start(program.get())) {
      for (int width : List.of(390, 1280)) {
        take(chromium, building, width);
      }
    }
  }

  private static void take(Chromium chromium, DemoBuilding building, int width) {
    Page page =
        chromium
            .browser()
            .newPage(
                new NewPageOptions()
                    .setViewportSize(width, 844)
                    .setLocale("fr-BE")
                    .setBaseURL(building.portal().toString()));
    page.navigate("/login");
    page.fill("#user", USER);
    page.fill("#password", PASSWORD);
    page.click("form.login button");
    // Whose only building it is comes to its page at once.
    page.waitForSelector("#use .plot[data-drawn=yes]");
    Locator leak = page.locator(".leak");
    assertThat(leak).hasCount(1);
    assertThat(leak.locator("h2")).containsText("3B");
    assertThat(leak.locator(".cost")).containsText(Pattern.compile("[0-9].L perdus, soit .*€"));
    page.screenshot(
        new ScreenshotOptions()
            .setPath(SCREENS.resolve("portal-demo-" + width + ".png"))
            .setFullPage(true));
    page.close();
  }
}
