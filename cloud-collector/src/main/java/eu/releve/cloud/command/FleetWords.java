package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.command.PlanWords;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.survey.Change;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The fleet as people read it. */
final class FleetWords {
  private FleetWords() {}

  static String line(JsonNode gateway, Messages words) {
    return "%-20s %-16s %-10s %s"
        .formatted(
            gateway.path("gateway").asText(),
            gateway.path("organisation").asText("-"),
            words.text(gateway.path("online").asBoolean() ? "fleet.online" : "fleet.offline"),
            state(gateway, words));
  }

  private static String state(JsonNode gateway, Messages words) {
    if (!gateway.path("retired").isNull()) {
      return words.text("fleet.state.retired", day(gateway, "retired"));
    }
    if (!gateway.path("waits").isNull()) {
      return words.text("fleet.state.waits." + gateway.path("waits").asText());
    }
    if (gateway.path("certificate").isNull()) {
      return words.text("fleet.state.none");
    }
    return words.text(
        gateway.path("over").asBoolean() ? "fleet.state.over" : "fleet.state.until",
        day(gateway, "until"));
  }

  private static String day(JsonNode gateway, String name) {
    String instant = gateway.path(name).asText();
    return instant.length() < 10 ? instant : instant.substring(0, 10);
  }

  /** What became of the plans that were pushed, the newest first. */
  static void plan(JsonNode plan, Messages words, PrintWriter out) {
    for (JsonNode push : plan.path("pushes")) {
      push(push, words, out);
    }
  }

  /** One plan that was pushed, with what its gateway says of it. */
  static void push(JsonNode push, Messages words, PrintWriter out) {
    String version = push.path("version").asText();
    out.println(
        words.text(
            "fleet.plan",
            version,
            push.path("author").asText(),
            push.path("at").asText(),
            words.text("fleet.plan." + push.path("state").asText()),
            push.path("since").asText()));
    String why = push.path("why").asText();
    if (!why.equals("none")) {
      String said = push.path("said").asText();
      out.println("    " + words.text("fleet.why." + why) + (said.isEmpty() ? "" : ": " + said));
    }
    for (JsonNode meter : push.path("meters")) {
      out.println("    " + words.text("fleet.plan.unread", meter.asText()));
    }
    PlanWords plans = PlanWords.in(words.locale());
    for (JsonNode change : push.path("changes")) {
      List<String> its = new ArrayList<>();
      change.path("words").forEach(word -> its.add(word.asText()));
      Change.What.of(change.path("what").asText())
          .ifPresent(what -> out.println("    " + plans.text(new Change(what, its))));
    }
  }

  static void print(JsonNode gateway, Messages words, PrintWriter out) {
    out.println(line(gateway, words));
    for (JsonNode site : gateway.path("sites")) {
      out.println(words.text("fleet.site", site.asText()));
    }
    for (JsonNode certificate : gateway.path("certificates")) {
      String key =
          certificate.path("revoked").isNull() ? "fleet.certificate" : "fleet.certificate.revoked";
      out.println(
          words.text(
              key,
              certificate.path("serial").asText(),
              certificate.path("from").asText(),
              certificate.path("until").asText()));
    }
    for (JsonNode event : gateway.path("history")) {
      out.println(
          words.text(
              "fleet.event",
              event.path("at").asText(),
              event.path("who").asText(),
              words.text("fleet.event." + event.path("what").asText()),
              event.path("text").asText()));
    }
  }
}
