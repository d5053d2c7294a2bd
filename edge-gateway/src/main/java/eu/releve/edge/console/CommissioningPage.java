package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

import eu.releve.edge.commission.CommissionWords;
import eu.releve.edge.commission.Commissioning;
import eu.releve.edge.commission.Commissioning.Sums;
import eu.releve.edge.commission.Line;
import eu.releve.edge.commission.SumCheck;
import eu.releve.edge.commission.Verdict;
import eu.releve.edge.report.Reports;
import eu.releve.edge.report.Reports.Report;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The list for whoever stands in the cellar with a phone: it stays still while somebody types. */
final class CommissioningPage {
  private CommissioningPage() {}

  static String of(Reports reports, Words words, CommissionWords its, String problem)
      throws IOException {
    Commissioning commissioning = reports.commissioning();
    List<Line> lines = commissioning.lines();
    StringBuilder out = new StringBuilder(16_384);
    out.append("<p><a href=\"/\">‹ ").append(escaped(words.text("back"))).append("</a></p>\n");
    if (!problem.isEmpty()) {
      out.append("<p class=problem role=alert>").append(escaped(problem)).append("</p>\n");
    }
    long confirmed = lines.stream().filter(line -> line.verdict().isConfirmed()).count();
    long wrong = lines.stream().filter(line -> line.verdict().isWrong()).count();
    out.append("<section><h2>")
        .append(escaped(its.text("page.title")))
        .append("</h2>\n<p>")
        .append(
            escaped(
                its.text(
                    "list.head", lines.size(), confirmed, lines.size() - confirmed - wrong, wrong)))
        .append("</p></section>\n");
    lines.forEach(line -> meter(out, line, commissioning, its));
    sums(out, commissioning.sums(), its);
    reports(out, reports.all(), its);
    return out.toString();
  }

  private static void meter(
      StringBuilder out, Line line, Commissioning commissioning, CommissionWords its) {
    String id = escaped(line.meter().id().value());
    Verdict verdict = line.verdict();
    String kind = verdict.isConfirmed() ? " good" : verdict.isWrong() ? " bad" : "";
    out.append("<section class=\"verdict")
        .append(kind)
        .append("\" id=\"")
        .append(id)
        .append("\"><h2>")
        .append(escaped(line.subject().name()))
        .append(" <small>")
        .append(id)
        .append(line.meter().serial().map(serial -> " · " + escaped(serial)).orElse(""))
        .append("</small></h2>\n");
    line.meter()
        .particulars()
        .place()
        .ifPresent(place -> out.append("<p>").append(escaped(place)).append("</p>\n"));
    line.now()
        .ifPresent(
            said ->
                out.append("<p>")
                    .append(escaped(its.text("page.read", its.reading(line, said))))
                    .append("</p>\n"));
    line.entry()
        .ifPresent(
            entry ->
                out.append("<p>")
                    .append(escaped(its.text("page.type") + " " + its.display(entry.typed())))
                    .append("</p>\n"));
    out.append("<p>").append(escaped(its.verdict(line, commissioning.plan()))).append("</p>\n");
    form(
        out,
        "meters/" + id + "/display",
        "value",
        its.text("page.type") + " (" + CommissionWords.symbol(line.subject().unit()) + ")",
        "inputmode=decimal",
        its.text("page.save"));
    out.append("<details><summary>").append(escaped(its.text("page.more"))).append("</summary>\n");
    form(
        out,
        "meters/" + id + "/skip",
        "why",
        its.text("page.why"),
        "maxlength=200",
        its.text("page.skip"));
    out.append("<label>")
        .append(escaped(its.text("page.photo")))
        .append(" <input type=file accept=\"image/*\" capture=environment data-to=\"")
        .append(CommissioningApi.PAGE)
        .append("/meters/")
        .append(id)
        .append("/photo\"></label></details></section>\n");
  }

  private static void form(
      StringBuilder out, String to, String name, String label, String kind, String button) {
    out.append("<form class=login method=post action=\"")
        .append(CommissioningApi.PAGE)
        .append('/')
        .append(to)
        .append("\"><label>")
        .append(escaped(label))
        .append("<input type=text autocomplete=off required name=")
        .append(name)
        .append(' ')
        .append(kind)
        .append("></label><button>")
        .append(escaped(button))
        .append("</button></form>\n");
  }

  private static void sums(StringBuilder out, Sums sums, CommissionWords its) {
    out.append("<section id=sums><h2>").append(escaped(its.text("page.sums"))).append("</h2>\n");
    if (sums.checks().isEmpty()) {
      out.append("<p>").append(escaped(its.text("sums.none"))).append("</p>\n");
    }
    for (SumCheck check : sums.checks()) {
      out.append("<p class=\"state")
          .append(check.isWrong() ? " bad" : "")
          .append("\">")
          .append(escaped(check.group().name() + " - " + its.sum(check)))
          .append("</p>\n");
    }
    out.append("</section>\n");
  }

  private static void reports(StringBuilder out, List<Report> reports, CommissionWords its) {
    out.append("<section id=reports><h2>")
        .append(escaped(its.text("page.reports")))
        .append("</h2>\n");
    for (Report report : reports) {
      out.append(
          String.format(
              Locale.ROOT,
              "<p><a href=\"%s/reports/%d.pdf\">%s</a></p>%n",
              CommissioningApi.PAGE,
              report.number(),
              escaped(its.text("paper.number", Integer.toString(report.number())))));
    }
    form(
        out,
        "reports",
        "installer",
        its.text("page.installer"),
        "maxlength=80",
        its.text("page.report"));
    out.append("</section>\n");
  }
}
