package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

import eu.releve.document.Json;
import eu.releve.edge.poll.PulseView;
import eu.releve.edge.poll.PulseView.MeterPulses;
import eu.releve.edge.pulse.Kept;
import eu.releve.edge.pulse.PulseInput;

/** How a meter's pulses are counted, and where its display's index is typed. */
final class PulseSection {
  private PulseSection() {}

  static void html(StringBuilder out, Status status, MeterPulses meter, Words words) {
    PulseInput.Counts counts = meter.counts();
    String last =
        meter.lastPulseBootMillis().isPresent()
            ? words.ago(status.nowBootMillis() - meter.lastPulseBootMillis().getAsLong())
            : words.text("pulse.none");
    out.append("<dl>\n");
    item(out, words.text("pulse.total"), words.text("pulse.total.value", meter.total()));
    item(out, words.text("pulse.last"), last);
    item(
        out,
        words.text("pulse.edges"),
        words.text("pulse.edges.value", counts.edges(), counts.pulses()));
    if (counts.lost() > 0) {
      item(out, words.text("pulse.lost"), words.text("pulse.lost.value", counts.lost()));
    }
    if (counts.hasty() > 0) {
      item(out, words.text("pulse.hasty"), words.text("pulse.hasty.value", counts.hasty()));
    }
    if (counts.storms() > 0) {
      item(
          out,
          words.text("pulse.storms"),
          words.text("pulse.storms.value", counts.storms(), counts.stormEdges()));
    }
    out.append("</dl>\n<p>")
        .append(
            escaped(words.text("pulse.risk", Kept.LOST_PULSES_MAX, Kept.LOST_MILLIS_MAX / 1_000)))
        .append("</p>\n");
    form(out, meter, words);
  }

  private static void form(StringBuilder out, MeterPulses meter, Words words) {
    String id = escaped(meter.id().value());
    out.append("<form method=post action=\"/meters/")
        .append(id)
        .append("/index\"><label>")
        .append(escaped(words.text("pulse.index", meter.unit().symbol())))
        .append(" <input name=index inputmode=decimal required pattern=\"[0-9]+([.,][0-9]+)?\">")
        .append("</label> <button>")
        .append(escaped(words.text("pulse.set")))
        .append("</button></form>\n");
  }

  private static void item(StringBuilder out, String name, String value) {
    out.append("<div><dt>").append(escaped(name)).append("</dt><dd>");
    out.append(escaped(value)).append("</dd></div>\n");
  }

  static void json(Json json, PulseView bus) {
    json.put("bus", bus.bus().value()).put("meters", bus.meters(), PulseSection::meter);
  }

  private static void meter(Json json, MeterPulses meter) {
    PulseInput.Counts counts = meter.counts();
    json.put("meter", meter.id().value())
        .put("total", meter.total())
        .put("pulses", counts.pulses())
        .put("hastyPulses", counts.hasty())
        .put("edges", counts.edges())
        .put("lostEdges", counts.lost())
        .put("storms", counts.storms())
        .put("stormEdges", counts.stormEdges())
        .put("storming", counts.storming());
    meter.lastPulseBootMillis().ifPresent(at -> json.put("lastPulseBootMillis", at));
  }
}
