package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Usage.Figure;
import eu.releve.cloud.portal.Usage.State;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The consumption part of a building's page, ready to be shown.
 *
 * @param media what can be looked at, the chosen one marked.
 * @param views how far can be looked, the chosen one marked.
 * @param title of the period.
 * @param before the period before.
 * @param after the period after; nothing when that is still to come.
 * @param scopes the points and lots to choose from.
 * @param scope the chosen one's address part, empty for the building.
 * @param total of the period.
 * @param notes what is to be known about the figures.
 * @param summary the plot in one sentence.
 * @param unit of the figures.
 * @param rows the figures.
 * @param parts what the total is made of.
 */
record Use(
    int building,
    Medium medium,
    View view,
    String at,
    List<Choice> media,
    List<Choice> views,
    String title,
    Optional<String> before,
    Optional<String> after,
    List<Group> scopes,
    String scope,
    String scopeName,
    String total,
    List<String> notes,
    String summary,
    String unit,
    List<Row> rows,
    List<Part> parts) {

  /** A link among others. */
  record Choice(String name, String link, boolean chosen) {}

  /** Points or lots under one heading. */
  record Group(String name, List<Option> options) {}

  /** One of them. */
  record Option(String id, String name, boolean chosen) {}

  /**
   * A figure.
   *
   * @param tick its name below the plot.
   * @param plain its value for the plot, empty when it has none.
   * @param link to the same in more detail, empty when there is none.
   */
  record Row(
      String label,
      String tick,
      String plain,
      String value,
      State state,
      String note,
      String link) {
    String stateId() {
      return state.name().toLowerCase(Locale.ROOT);
    }
  }

  /** A part of the total; its share in per cent of the largest part. */
  record Part(String name, String value, String share, String note, String link) {}

  /** Whether there is anything to plot. */
  boolean isEmpty() {
    return rows.stream().allMatch(row -> row.plain().isEmpty());
  }

  static String link(int building, Medium medium, View view, String at, String scope) {
    return "/buildings/%d?medium=%s&view=%s&at=%s%s"
        .formatted(building, medium.id(), view.id(), at, scope.isEmpty() ? "" : "&of=" + scope);
  }

  /** The largest of some figures, zero when there is none. */
  static BigDecimal largest(List<Figure> figures) {
    return figures.stream()
        .flatMap(figure -> figure.steps().stream())
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }
}
