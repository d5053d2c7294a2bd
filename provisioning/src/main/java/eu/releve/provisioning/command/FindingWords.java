package eu.releve.provisioning.command;

import eu.releve.document.Json;
import eu.releve.provisioning.survey.BusTime;
import eu.releve.provisioning.survey.BusTimes;
import eu.releve.provisioning.survey.Finding;
import eu.releve.provisioning.survey.Severity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells what a check has found, to people and to programs. */
final class FindingWords {
  private static final int WIDTH = 80;
  private static final String INDENT = "    ";

  private final Surroundings around;

  FindingWords(Surroundings around) {
    this.around = around;
  }

  String text(Finding finding) {
    return new PlanWords(around.messages()).text(finding);
  }

  String advice(Finding finding) {
    return around.text("finding." + finding.code().id() + ".do", finding.words().toArray());
  }

  static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.code().severity() == severity).count();
  }

  /** By severity, each with its line, its code and what to do. */
  void print(String file, List<Finding> findings, PrintWriter out) {
    for (Severity severity : Severity.values()) {
      List<Finding> its =
          findings.stream().filter(finding -> finding.code().severity() == severity).toList();
      if (its.isEmpty()) {
        continue;
      }
      out.println(around.text("severity." + severity.id(), Integer.toString(its.size())));
      for (Finding finding : its) {
        out.printf("  %s:%d: %s [%s]%n", file, finding.line(), text(finding), finding.code().id());
        wrap(advice(finding)).forEach(line -> out.println(INDENT + line));
      }
    }
  }

  /** One line a bus; where little time is left also one for each of its meters. */
  void times(List<BusTime> times, PrintWriter out) {
    for (BusTime time : times) {
      out.println(
          around.text(
              "bus.time",
              time.bus().value(),
              Integer.toString(time.loads().size()),
              BusTimes.percent(time.permille())));
      if (time.permille() > BusTime.SHORT_PERMILLE) {
        for (BusTime.Load load : time.heaviest(time.loads().size())) {
          out.println(
              INDENT
                  + around.text(
                      "bus.load",
                      load.meter().value(),
                      Long.toString(load.round().toMillis()),
                      Long.toString(load.period().toSeconds()),
                      BusTimes.percent(load.permille())));
        }
      }
    }
  }

  void json(Json json, List<Finding> findings) {
    for (Severity severity : Severity.values()) {
      json.put(
          switch (severity) {
            case ERROR -> "errors";
            case WARNING -> "warnings";
            case FOR_BILLING -> "forBilling";
          },
          count(findings, severity));
    }
    json.put(
        "findings",
        findings,
        (one, finding) ->
            one.put("code", finding.code().id())
                .put("severity", finding.code().severity().id())
                .put("line", finding.line())
                .put("about", finding.about())
                .put("text", text(finding))
                .put("do", advice(finding)));
  }

  static void json(Json json, List<BusTime> times, String name) {
    json.put(
        name,
        times,
        (one, time) ->
            one.put("bus", time.bus().value())
                .put("usedPermille", time.permille())
                .put(
                    "meters",
                    time.loads(),
                    (each, load) ->
                        each.put("meter", load.meter().value())
                            .put("roundMillis", load.round().toMillis())
                            .put("periodMillis", load.period().toMillis())
                            .put("usedPermille", load.permille())));
  }

  private static List<String> wrap(String text) {
    StringBuilder line = new StringBuilder();
    List<String> lines = new ArrayList<>();
    for (String word : Arrays.asList(text.split(" ", -1))) {
      if (!line.isEmpty() && INDENT.length() + line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
