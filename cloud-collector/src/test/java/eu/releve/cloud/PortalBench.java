package eu.releve.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code ./releve bench portal}: how soon a building's page is seen, and how many bytes pages take.
 *
 * <p>Chromium has one core and an empty cache each time. Seen is when the plot is drawn.
 */
final class PortalBench {
  private static final int VIEWS = 9;
  private static final Instant NOW = Instant.parse("2026-03-18T10:30:00Z");
  private static final long LOOPS = 400_000_000L;

  // Figures alone go to standard output; whatever else is printed there goes to standard error.
  private static final PrintStream FIGURES = System.out;

  private PortalBench() {}

  /** Prints the figures; exits with 3 without Chromium. */
  public static void main(String[] arguments) throws Exception {
    System.setOut(System.err);
    Optional<Path> program = Chromium.program();
    if (program.isEmpty()) {
      System.err.println("releve bench portal: no Chromium: apt-get install chromium");
      System.exit(3);
    }
    System.err.println("seed: none; the building's figures are a fixed shape");
    Path folder = Files.createTempDirectory("releve-bench-");
    Vertx vertx = Vertx.vertx();
    try (Database database = TestDatabase.fresh();
        Web web = web(vertx, database, folder);
        Chromium chromium = Chromium.start(onOneCore(program.get(), folder))) {
      PortalBuilding building =
          PortalBuilding.full(database, "tilleuls-12", Instant.parse("2025-02-01T00:00:00Z"), NOW);
      PortalBuilding.empty(database, "acacias-4", NOW);
      measure(chromium, web.port(), session(web.port(), folder), building.building());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    System.exit(0);
  }

  private static Web web(Vertx vertx, Database database, Path keys) throws Exception {
    InetSocketAddress free = InetSocketAddress.createUnresolved("127.0.0.1", 0);
    return Web.start(vertx, free, database, keys, () -> NOW);
  }

  private static Path onOneCore(Path program, Path folder) throws Exception {
    Path script = folder.resolve("chromium");
    Files.writeString(script, "#!/bin/sh\nexec taskset -c 0 %s \"$@\"\n".formatted(program));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static String session(int port, Path keys) throws Exception {
    JsonNode first =
        new ObjectMapper().readTree(Files.readString(keys.resolve("first-operator.json")));
    String cookie =
        new WebClient(port, "")
            .post(
                "/session",
                "{\"user\":\"%s\",\"password\":\"%s\"}"
                    .formatted(first.get("user").asText(), first.get("password").asText()))
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
  }

  private record View(double millis, long bytes) {}

  private static void measure(Chromium chromium, int port, String session, int building) {
    String base = "http://127.0.0.1:" + port;
    String plot = base + "/buildings/" + building;
    List<Double> millis = new ArrayList<>();
    long bytes = 0;
    view(chromium, base, session, plot, true);
    for (int i = 0; i < VIEWS; i++) {
      View view = view(chromium, base, session, plot, true);
      millis.add(view.millis());
      bytes = Math.max(bytes, view.bytes());
    }
    long plain = 0;
    String whole = "/buildings/" + building;
    for (String path : List.of("/", "/login", whole + "/meters", whole + "/closings", "/nowhere")) {
      plain = Math.max(plain, view(chromium, base, session, base + path, false).bytes());
    }
    Collections.sort(millis);
    print("portal.first_view_ms", millis.get(millis.size() / 2), "ms");
    print("portal.first_view_ms.yardstick", loop(), "ms");
    print("portal.page_kb", plain / 1000.0, "kB");
    print("portal.page_kb.plot", bytes / 1000.0, "kB");
  }

  private static View view(
      Chromium chromium, String base, String session, String address, boolean plot) {
    try (BrowserContext context =
        chromium.browser().newContext(new NewContextOptions().setViewportSize(1280, 900))) {
      context.addCookies(List.of(new Cookie("releve-session", session).setUrl(base)));
      Page page = context.newPage();
      long[] bytes = {0};
      page.onRequestFinished(
          request -> {
            if (!request.url().contains("/live") && !request.url().endsWith("/now")) {
              bytes[0] += request.sizes().responseBodySize;
            }
          });
      page.navigate(address);
      double millis = 0;
      if (plot) {
        page.waitForSelector("#use .plot[data-drawn=yes]");
        millis =
            ((Number) page.evaluate("performance.getEntriesByName('plot')[0].startTime"))
                .doubleValue();
      }
      return new View(millis, bytes[0]);
    }
  }

  /** A fixed loop on one core, in ms: what this machine is worth at this moment. */
  private static double loop() {
    long start = System.nanoTime();
    long value = 1;
    for (long i = 0; i < LOOPS; i++) {
      value = value * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
    }
    System.err.println("loop ended with " + value);
    return (System.nanoTime() - start) / 1e6;
  }

  private static void print(String name, double value, String unit) {
    FIGURES.println(String.format(Locale.ROOT, "bench: %s %.1f %s", name, value, unit));
  }
}
