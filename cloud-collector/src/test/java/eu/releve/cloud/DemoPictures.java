package eu.releve.cloud;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import eu.releve.provisioning.demo.CollectorClient;
import eu.releve.provisioning.demo.DemoBuilding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pictures of the demo's own portal, left in {@code target/screens}. */
final class DemoPictures {
  private static final Path SCREENS = Path.of("target/screens");
  private static final String PASSWORD = "correct horse battery";

  private DemoPictures() {}

  /** Takes them where there is a Chromium. */
  static void take(DemoBuilding building, CollectorClient client)
      throws IOException, InterruptedException {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty()) {
      return;
    }
    Files.createDirectories(SCREENS);
    client.makeAccount("anne", PASSWORD, "syndic", DemoBuilding.ORGANISATION);
    try (Chromium chromium = Chromium.start(program.get())) {
      take(building, chromium, "phone", 390, 844);
      take(building, chromium, "desktop", 1280, 900);
    }
  }

  private static void take(
      DemoBuilding building, Chromium chromium, String size, int width, int height) {
    try (BrowserContext context =
        chromium
            .browser()
            .newContext(
                new NewContextOptions()
                    .setViewportSize(width, height)
                    .setLocale("fr")
                    .setBaseURL(building.portal().toString()))) {
      Page page = context.newPage();
      page.navigate("/login");
      page.fill("#user", "anne");
      page.fill("#password", PASSWORD);
      page.click("form.login button");
      page.waitForURL("**/buildings/*");
      String address = page.url();
      picture(page, "overview", size);
      for (String medium : List.of("electricity", "water")) {
        for (String view : List.of("day", "month", "year", "years")) {
          page.navigate(address + "?medium=" + medium + "&view=" + view);
          picture(page, medium + "-" + view, size);
        }
      }
      page.navigate(address + "/meters");
      picture(page, "meters", size);
    }
  }

  private static void picture(Page page, String name, String size) {
    page.waitForSelector("#use .plot[data-drawn=yes], #use .plot.empty, .meters");
    Path file = SCREENS.resolve("demo-%s-%s.png".formatted(name, size));
    page.screenshot(new ScreenshotOptions().setPath(file).setFullPage(true));
  }
}
