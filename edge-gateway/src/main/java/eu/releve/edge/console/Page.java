package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.measure.Quality;

/** The one page of the console, made whole on the server, readable on a phone. */
final class Page {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="refresh" content="5">
      <title>TITLE</title>
      <style>
      body { font: 16px/1.4 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 0 .7rem }
      h1 { font-size: 1.3rem } h2 { font-size: 1.1rem; margin: 1.4rem 0 .3rem }
      h3 { font-size: 1rem; margin: .9rem 0 .2rem }
      table { border-collapse: collapse; width: 100% }
      td, th { padding: .15rem .5rem .15rem 0; text-align: left; vertical-align: top;
        border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
      td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
      .bad { color: #a40000; font-weight: 600 } .good { color: #1b5e20 }
      small { color: #555 }
      </style>
      </head>
      <body>
      """;

  private final Status status;
  private final StringBuilder out = new StringBuilder(8_192);

  private Page(Status status) {
    this.status = status;
  }

  static String of(Status status) {
    return new Page(status).page();
  }

  private String page() {
    String title = status.identity().gateway() + ", " + status.identity().site();
    out.append(HEAD.replace("TITLE", escaped(title)));
    out.append("<h1>Gateway ").append(escaped(title)).append("</h1>\n");
    journal();
    status.buses().forEach(this::bus);
    out.append("<p><small>This page is served to this machine only; log-in comes with a later")
        .append(" version. The same as <a href=\"/status.json\">JSON</a>.</small></p>\n")
        .append("</body></html>\n");
    return out.toString();
  }

  private void journal() {
    var journal = status.journal();
    out.append("<table>\n");
    row("Publisher", status.publisher());
    row(
        "Not yet receipted",
        "%d batches, %d readings, %s"
            .formatted(journal.batches(), journal.readings(), Display.size(journal.bytes())));
    row(
        "Last batch / last receipt",
        "%d / %d".formatted(journal.lastSeq(), journal.receiptedSeq()));
    row(
        "A power cut now would cost",
        "%d readings (window %d s)"
            .formatted(status.atRisk(), status.identity().window().toSeconds()));
    row("Readings since the start", Long.toString(status.readings()));
    out.append("</table>\n");
  }

  private void row(String name, String value) {
    out.append("<tr><th>").append(escaped(name)).append("</th><td>");
    out.append(escaped(value)).append("</td></tr>\n");
  }

  private void bus(LaneView bus) {
    out.append("<h2>Bus ").append(escaped(bus.bus().value())).append(" <small>");
    out.append(escaped(bus.endpoint())).append("</small></h2>\n");
    String since = " for " + Display.age(status.nowBootMillis() - bus.sinceBootMillis());
    state(
        bus.reachable(),
        bus.reachable()
            ? "reached" + since + (bus.connected() ? "" : ", not connected now")
            : "cannot be reached" + since + (bus.detail().isEmpty() ? "" : ": " + bus.detail()));
    var counts = bus.counts();
    out.append("<small>")
        .append(
            "asked %d, answered %d, silent %d, refused %d, nonsense %d, broken off %d"
                .formatted(
                    counts.asked(),
                    counts.answered(),
                    counts.silent(),
                    counts.refused(),
                    counts.nonsense(),
                    counts.cut()))
        .append("</small>\n");
    if (bus.waitingReadings() > 0 || counts.lost() > 0) {
      state(
          false,
          "the journal refuses: %d readings wait in memory, %d are lost"
              .formatted(bus.waitingReadings(), counts.lost()));
    }
    bus.meters().forEach(this::meter);
  }

  private void meter(MeterView meter) {
    String name = status.identity().names().getOrDefault(meter.id().value(), "");
    out.append("<h3>").append(escaped(name)).append(" <small>");
    out.append(escaped(meter.id().value())).append("</small></h3>\n");
    String since = " for " + Display.age(status.nowBootMillis() - meter.sinceBootMillis());
    state(
        meter.condition() == Condition.ANSWERS || meter.condition() == Condition.NEW,
        words(meter.condition()) + since + (meter.detail().isEmpty() ? "" : ": " + meter.detail()));
    if (!meter.values().isEmpty()) {
      out.append("<table>\n");
      meter.values().forEach(this::value);
      out.append("</table>\n");
    }
  }

  private void value(MeterView.LastValue last) {
    out.append("<tr><td>").append(escaped(last.register().toString())).append("</td><td class=n>");
    out.append(escaped(Display.value(last.value(), last.register().quantity().step())));
    out.append("</td><td class=n>")
        .append(Display.age(status.nowBootMillis() - last.bootMillis()))
        .append(" ago</td><td>")
        .append(last.quality() == Quality.GOOD.bits() ? "good" : "quality " + last.quality())
        .append("</td></tr>\n");
  }

  private void state(boolean good, String text) {
    out.append(good ? "<div class=good>" : "<div class=bad>");
    out.append(escaped(text)).append("</div>\n");
  }

  private static String words(Condition condition) {
    return switch (condition) {
      case NEW -> "not asked yet,";
      case ANSWERS -> "answers,";
      case REFUSES -> "refuses a request,";
      case NONSENSE -> "answers nonsense,";
      case SILENT -> "silent";
      case BUS_DOWN -> "not reached, bus down";
    };
  }
}
