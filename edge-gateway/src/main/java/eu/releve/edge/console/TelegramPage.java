package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

import eu.releve.edge.poll.MeterView;
import eu.releve.edge.telegram.Shown;
import eu.releve.edge.telegram.TelegramTable;
import java.util.Optional;

/** What a meter said last, byte by byte, as {@code mbus decode} shows it. */
final class TelegramPage {
  private TelegramPage() {}

  static String of(Status status, MeterView meter, Optional<Shown> last, Words words) {
    StringBuilder out = new StringBuilder(8_192);
    String id = escaped(meter.id().value());
    String name = escaped(status.identity().nameOf(meter.id()));
    out.append("<p><a href=\"/meters/%s\">\u2039 %s</a></p>\n".formatted(id, name));
    out.append("<section class=meter><h2>").append(name);
    out.append(" <small>").append(id).append("</small></h2>\n");
    if (last.isEmpty()) {
      out.append("<p>").append(escaped(words.text("telegram.none"))).append("</p>\n");
    } else {
      String age = words.ago(status.nowBootMillis() - last.get().bootMillis());
      out.append("<p>").append(escaped(words.text("telegram.age", age))).append("</p>\n");
      last.get().tables().forEach(table -> table(out, table));
    }
    return out.append("</section>\n").toString();
  }

  private static void table(StringBuilder out, TelegramTable table) {
    out.append("<table class=telegram><tbody>\n");
    for (TelegramTable.Row row : table.rows()) {
      row(out, row.offset(), row.bytes(), row.meaning());
    }
    out.append("</tbody></table>\n");
    if (!table.heading().isEmpty()) {
      out.append("<h3>").append(escaped(table.heading())).append("</h3>\n<table><tbody>\n");
      table.registers().forEach(line -> row(out, line.name(), line.value()));
      out.append("</tbody></table>\n");
    }
    for (String remark : table.remarks()) {
      out.append("<p>").append(escaped(remark.strip())).append("</p>\n");
    }
  }

  private static void row(StringBuilder out, String... cells) {
    out.append("<tr>");
    for (String cell : cells) {
      out.append("<td>").append(escaped(cell));
    }
    out.append("</tr>\n");
  }
}
