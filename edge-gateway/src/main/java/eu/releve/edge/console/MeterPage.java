package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.MeterView.LastValue;
import eu.releve.edge.poll.ReadBudget;
import java.util.Locale;

/** One meter with all that it last said, to hold beside its display. */
final class MeterPage {
  private MeterPage() {}

  /**
   * What a page has besides the meter.
   *
   * @param telegram whether it said one that can be shown.
   * @param asked whether the reader has just asked for a reading.
   */
  record Extras(boolean telegram, boolean asked) {}

  static String of(Status status, MeterView meter, Extras extras, Words words) {
    StringBuilder out = new StringBuilder(4_096);
    out.append(back(words)).append("<section class=meter><h2>");
    out.append(escaped(status.identity().nameOf(meter.id()))).append(" <small>");
    out.append(escaped(meter.id().value())).append("</small></h2>\n<p>");
    out.append(badge(status, meter, words)).append(' ');
    long age = status.nowBootMillis() - meter.sinceBootMillis();
    out.append(escaped(words.text("meter.since", words.lasting(age)))).append("</p>\n");
    meter
        .budget()
        .ifPresent(
            budget ->
                out.append("<p>")
                    .append(
                        escaped(
                            words.text(
                                budget.spared() ? "meter.spared" : "meter.reads",
                                budget.left(),
                                budget.perDay())))
                    .append("</p>\n"));
    reason(out, meter, words);
    status.radio(meter.id()).ifPresent(radio -> RadioSection.html(out, status, radio, words));
    status.pulses(meter.id()).ifPresent(pulses -> PulseSection.html(out, status, pulses, words));
    if (status.radio(meter.id()).isEmpty()) {
      readNow(out, meter, extras.asked(), words);
    }
    if (meter.values().isEmpty()) {
      out.append("<p>").append(escaped(words.text("meter.empty"))).append("</p>\n");
    } else {
      out.append("<table><thead><tr><th scope=col>")
          .append(escaped(words.text("meter.register")))
          .append("<th scope=col>")
          .append(escaped(words.text("meter.value")))
          .append("<th scope=col>")
          .append(escaped(words.text("meter.age")))
          .append("</tr></thead><tbody>\n");
      meter.values().forEach(last -> value(out, status, meter, last, words));
      out.append("</tbody></table>\n");
    }
    if (extras.telegram()) {
      out.append("<p><a href=\"/meters/")
          .append(escaped(meter.id().value()))
          .append("/telegram\">")
          .append(escaped(words.text("telegram.link")))
          .append("</a></p>\n");
    }
    return out.append("</section>\n").toString();
  }

  /** A button, unless nothing is left of the battery's day. */
  private static void readNow(StringBuilder out, MeterView meter, boolean asked, Words words) {
    if (asked) {
      out.append("<p role=status>").append(escaped(words.text("meter.asked"))).append("</p>\n");
    } else if (meter.budget().map(ReadBudget.Standing::enough).orElse(true)) {
      out.append("<form method=post action=\"/meters/")
          .append(escaped(meter.id().value()))
          .append("/read\"><button>")
          .append(escaped(words.text("meter.read-now")))
          .append("</button></form>\n");
    }
  }

  /** In words where there are any; the program's own text is for whoever helps from afar. */
  private static void reason(StringBuilder out, MeterView meter, Words words) {
    String reason = words.reason(meter.detail());
    if (!reason.isEmpty()) {
      out.append("<p>").append(escaped(reason)).append("</p>\n");
    }
    if (!meter.detail().isEmpty()) {
      out.append("<p class=told>")
          .append(escaped(words.text("meter.told")))
          .append(" <code lang=en>")
          .append(escaped(meter.detail()))
          .append("</code></p>\n");
    }
  }

  /** For a meter that is not in the plan, or no longer. */
  static String unknown(Words words) {
    return back(words)
        + "<section class=\"verdict none\"><h2>"
        + escaped(words.text("meter.unknown"))
        + "</h2>\n<p>"
        + escaped(words.text("meter.unknown.detail"))
        + "</p></section>\n";
  }

  private static String back(Words words) {
    return "<p><a href=\"/\">‹ " + escaped(words.text("back")) + "</a></p>\n";
  }

  private static void value(
      StringBuilder out, Status status, MeterView meter, LastValue last, Words words) {
    String doubts = words.doubts(last.quality());
    out.append("<tr><th scope=row>").append(escaped(words.register(last.register())));
    if (!doubts.isEmpty()) {
      out.append(" <span class=doubt>").append(escaped(doubts)).append("</span>");
    }
    out.append("<td>")
        .append(escaped(words.value(status.identity(), meter.id(), last)))
        .append("<td>")
        .append(escaped(words.ago(status.nowBootMillis() - last.bootMillis())))
        .append("</tr>\n");
  }

  /** How a meter is: a colour, and the same in words. */
  static String badge(Status status, MeterView meter, Words words) {
    Condition condition = meter.condition();
    String key = condition.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String heard =
        status.radio(meter.id()).isPresent()
            ? "radio."
            : status.pulses(meter.id()).isPresent() ? "pulse." : "";
    String text = escaped(words.text("condition." + heard + key));
    return "<span class=\"badge " + key + "\">" + text + "</span>";
  }
}
