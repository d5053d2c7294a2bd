package eu.releve.edge.console;

import com.sun.net.httpserver.HttpExchange;
import eu.releve.document.Json;
import eu.releve.edge.commission.CommissionWords;
import eu.releve.edge.commission.Commissioning;
import eu.releve.edge.commission.Line;
import eu.releve.edge.report.Reports;
import eu.releve.edge.report.Reports.Report;
import eu.releve.measure.MeterId;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commissioning over HTTP, for commands under {@code /api/v1/commissioning} (answers are JSON) and
 * for the page under {@code /commissioning} (answers lead back to it):
 *
 * <ul>
 *   <li>{@code GET .json}: meters, sums and reports;
 *   <li>{@code POST /meters/ID/display} with {@code value}, and {@code unit} and {@code register}
 *       where they are not the usual ones;
 *   <li>{@code POST /meters/ID/skip} with {@code why};
 *   <li>{@code POST /meters/ID/photo}: the bytes of a file;
 *   <li>{@code POST /sums} with {@code percent};
 *   <li>{@code POST /reports} with {@code installer}; {@code GET /reports/N.pdf}.
 * </ul>
 */
final class CommissioningApi {
  static final String PLACE = "/api/v1/commissioning";
  static final String PAGE = "/commissioning";
  static final String LIST = PLACE + ".json";

  private static final Pattern METER =
      Pattern.compile("(?:" + PLACE + "|" + PAGE + ")/meters/([^/]{1,64})/(display|skip|photo)");
  private static final Pattern OTHER =
      Pattern.compile("(?:" + PLACE + "|" + PAGE + ")/(sums|reports)");
  private static final Pattern PAPER =
      Pattern.compile("(?:" + PLACE + "|" + PAGE + ")/reports/([0-9]{1,6})\\.pdf");
  private static final int FORM_BYTES_MAX = 4_000;

  private CommissioningApi() {}

  /** Whether a POST is one of these. */
  static boolean isOrder(String path) {
    return METER.matcher(path).matches() || OTHER.matcher(path).matches();
  }

  /** Answers a GET; false where the path is none of these. */
  static boolean shows(HttpExchange exchange, Reports reports, Words words) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Matcher paper = PAPER.matcher(path);
    if (path.equals(LIST)) {
      Console.send(
          exchange, 200, "application/json", list(reports, language(words)).toString() + "\n");
    } else if (path.equals(PAGE)) {
      page(exchange, 200, reports, words, "");
    } else if (paper.matches()) {
      paper(exchange, reports, Integer.parseInt(paper.group(1)));
    } else {
      return false;
    }
    return true;
  }

  private static CommissionWords language(Words words) {
    return CommissionWords.in(words.language());
  }

  private static void page(
      HttpExchange exchange, int status, Reports reports, Words words, String problem)
      throws IOException {
    String gateway = reports.gateway().value();
    String main = CommissioningPage.of(reports, words, language(words), problem);
    Console.page(exchange, status, Page.form(gateway, words, PAGE, main));
  }

  private static void paper(HttpExchange exchange, Reports reports, int number) throws IOException {
    Optional<Report> report = reports.find(number);
    if (report.isEmpty()) {
      problem(exchange, 404, "wanted the number of a report that is kept, found " + number);
      return;
    }
    exchange
        .getResponseHeaders()
        .set(
            "Content-Disposition",
            "attachment; filename=\"" + report.get().file().getFileName() + "\"");
    exchange.getResponseHeaders().set("Releve-Sealed", Boolean.toString(report.get().sealed()));
    Console.send(exchange, 200, "application/pdf", Files.readAllBytes(report.get().file()));
  }

  /** Carries out what somebody who is inside wants. */
  static void order(HttpExchange exchange, Reports reports, Words words) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean isPage = path.startsWith(PAGE + "/");
    try {
      Json json = new Json();
      String anchor = carryOut(exchange, reports, words, json);
      if (isPage) {
        Entrance.redirect(exchange, PAGE + anchor);
      } else {
        Console.send(exchange, 200, "application/json", json + "\n");
      }
    } catch (IllegalArgumentException refused) {
      String what = String.valueOf(refused.getMessage());
      if (isPage) {
        page(exchange, 400, reports, words, what);
      } else {
        problem(exchange, 400, what);
      }
    } catch (IOException unable) {
      problem(exchange, 500, String.valueOf(unable.getMessage()));
    }
  }

  private static String carryOut(HttpExchange exchange, Reports reports, Words words, Json json)
      throws IOException {
    Commissioning commissioning = reports.commissioning();
    String path = exchange.getRequestURI().getPath();
    Matcher meter = METER.matcher(path);
    if (meter.matches()) {
      Line line =
          meter.group(2).equals("photo")
              ? commissioning.photo(new MeterId(meter.group(1)), exchange.getRequestBody())
              : typed(commissioning, new MeterId(meter.group(1)), form(exchange));
      CommissioningJson.meter(json, line, commissioning.plan(), language(words));
      return "#" + meter.group(1);
    }
    Map<String, String> form = form(exchange);
    if (path.endsWith("/sums")) {
      commissioning.percent(percent(form.getOrDefault("percent", "")));
      CommissioningJson.sums(json, commissioning, language(words));
      return "#sums";
    }
    Report report = reports.make(form.getOrDefault("installer", ""), words.language());
    json.put("number", report.number()).put("sealed", report.sealed());
    return "#reports";
  }

  private static Line typed(Commissioning commissioning, MeterId meter, Map<String, String> form) {
    return form.containsKey("why")
        ? commissioning.skip(meter, form.getOrDefault("why", ""))
        : commissioning.enter(
            meter,
            form.getOrDefault("value", ""),
            Optional.ofNullable(form.get("unit")).filter(unit -> !unit.isBlank()),
            Optional.ofNullable(form.get("register")).filter(name -> !name.isBlank()));
  }

  private static int percent(String text) {
    if (!text.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("percent: wanted a whole number, found '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(FORM_BYTES_MAX + 1);
    if (bytes.length > FORM_BYTES_MAX) {
      throw new IllegalArgumentException(
          "wanted a form of at most " + FORM_BYTES_MAX + " bytes, found a longer one");
    }
    Map<String, String> form = new HashMap<>();
    for (String field : new String(bytes, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        form.put(
            field.substring(0, equals),
            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  private static Json list(Reports reports, CommissionWords words) throws IOException {
    Commissioning commissioning = reports.commissioning();
    Json json =
        new Json()
            .put("site", commissioning.plan().isNone() ? "" : commissioning.plan().site().value())
            .put("gateway", reports.gateway().value())
            .put(
                "meters",
                commissioning.lines(),
                (one, line) -> CommissioningJson.meter(one, line, commissioning.plan(), words));
    CommissioningJson.sums(json, commissioning, words);
    return json.put(
        "reports",
        reports.all(),
        (one, report) -> one.put("number", report.number()).put("sealed", report.sealed()));
  }

  private static void problem(HttpExchange exchange, int status, String what) throws IOException {
    Console.send(
        exchange,
        status,
        "application/problem+json",
        new Json().put("status", status).put("title", what) + "\n");
  }
}
