package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

import eu.releve.document.Json;
import eu.releve.edge.poll.RadioView;
import eu.releve.edge.poll.RadioView.MeterRadio;
import eu.releve.edge.radio.Reception;
import java.util.Locale;

/** How a radio meter is heard: what an installer moves the antenna by. */
final class RadioSection {
  private RadioSection() {}

  static void html(StringBuilder out, Status status, MeterRadio radio, Words words) {
    Reception.View view = radio.reception();
    out.append("<dl>\n");
    String last =
        view.lastBootMillis().isPresent()
            ? words.ago(status.nowBootMillis() - view.lastBootMillis().getAsLong())
            : words.text("radio.never");
    item(out, words.text("radio.last"), last);
    if (view.rssiDbm().isPresent()) {
      item(out, words.text("radio.rssi"), view.rssiDbm().getAsInt() + " dBm");
    }
    if (view.sharePercent().isPresent() && view.intervalMillis().isPresent()) {
      item(
          out,
          words.text("radio.share"),
          words.text(
              "radio.share.value",
              view.sharePercent().getAsInt(),
              words.lasting(view.intervalMillis().getAsLong())));
    }
    String key = radio.key().name().toLowerCase(Locale.ROOT);
    item(out, words.text("radio.key"), words.text("radio.key." + key));
    out.append("</dl>\n");
  }

  private static void item(StringBuilder out, String name, String value) {
    out.append("<div><dt>").append(escaped(name)).append("</dt><dd>");
    out.append(escaped(value)).append("</dd></div>\n");
  }

  static void json(Json json, RadioView radio) {
    json.put("bus", radio.bus().value())
        .put("strangerTelegrams", radio.counts().strangers())
        .put("damaged", radio.counts().damaged())
        .put("repeats", radio.counts().repeats())
        .put("dropped", radio.counts().dropped())
        .put("meters", radio.meters(), RadioSection::meter)
        .put(
            "strangers",
            radio.strangers(),
            (one, stranger) -> {
              one.put("identification", stranger.meter().identification())
                  .put("manufacturer", stranger.meter().manufacturer())
                  .put("version", stranger.meter().version())
                  .put("medium", stranger.meter().medium())
                  .put("telegrams", stranger.telegrams())
                  .put("lastBootMillis", stranger.lastBootMillis());
              stranger.rssiDbm().ifPresent(dbm -> one.put("rssiDbm", dbm));
            });
  }

  private static void meter(Json json, MeterRadio radio) {
    Reception.View view = radio.reception();
    json.put("meter", radio.id().value()).put("key", radio.key().name().toLowerCase(Locale.ROOT));
    view.lastBootMillis().ifPresent(at -> json.put("lastBootMillis", at));
    view.rssiDbm().ifPresent(dbm -> json.put("rssiDbm", dbm));
    view.intervalMillis().ifPresent(millis -> json.put("intervalMillis", millis));
    view.sharePercent().ifPresent(percent -> json.put("sharePercent", percent));
  }
}
