package eu.releve.edge.commission;

import eu.releve.edge.state.Notebook;
import eu.releve.measure.PointId;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats the check of sums when a month is over, and keeps what came of it. */
public final class SumWatch {
  /** Of what is measured, unless somebody sets another. */
  public static final int PERCENT = 3;

  /** The most that can be set. */
  public static final int PERCENT_MAX = 50;

  /** Outcomes that are kept; then the oldest go. */
  public static final int KEPT_MAX = 200;

  private static final int NOTE_MAX = 65_536;
  private static final String NOTE = "commission-sums";
  private static final String FROM = "from";
  private static final String MONTH = "month";
  private static final String KEPT = "kept";
  private static final String SHARE = "percent";
  private static final Logger LOG = LoggerFactory.getLogger(SumWatch.class);

  private final Notebook notebook;
  private final BiConsumer<String, String> note;

  /**
   * @param note takes what happened, by code and text, to where it travels with the readings.
   */
  SumWatch(Notebook notebook, BiConsumer<String, String> note) {
    this.notebook = notebook;
    this.note = note;
  }

  /**
   * What came of a month.
   *
   * @param month which.
   * @param point the main one.
   * @param quantity what was compared.
   * @param kind what followed.
   * @param main what the main meters counted, in steps.
   * @param subs what those below counted, in steps.
   * @param tolerance by how much the two may lie apart, in steps.
   */
  public record Kept(
      YearMonth month,
      PointId point,
      Quantity quantity,
      SumCheck.Kind kind,
      BigDecimal main,
      BigDecimal subs,
      BigDecimal tolerance) {
    private String text() {
      return String.join(
          " ",
          month.toString(),
          point.value(),
          quantity.id(),
          kind.name(),
          main.toPlainString(),
          subs.toPlainString(),
          tolerance.toPlainString());
    }

    private static Kept parse(String line) {
      String[] fields = line.split(" ", -1);
      if (fields.length != 7) {
        throw new IllegalArgumentException("wanted seven fields, found '" + line + "'");
      }
      return new Kept(
          YearMonth.parse(fields[0]),
          new PointId(fields[1]),
          Quantity.of(fields[2]).orElseThrow(IllegalArgumentException::new),
          SumCheck.Kind.valueOf(fields[3]),
          new BigDecimal(fields[4]),
          new BigDecimal(fields[5]),
          new BigDecimal(fields[6]));
    }
  }

  /** Of what is measured, by how many per cent a sum may be off. */
  int percent() {
    return notebook.find(NOTE, SHARE).map(Integer::parseInt).orElse(PERCENT);
  }

  void percent(int percent) {
    boolean unused = notebook.writeNow(NOTE, SHARE, Integer.toString(percent));
  }

  /** What was kept, the oldest first. */
  List<Kept> kept() {
    List<Kept> kept = new ArrayList<>();
    notebook
        .find(NOTE, KEPT)
        .ifPresent(
            text ->
                text.lines()
                    .forEach(
                        line -> {
                          try {
                            kept.add(Kept.parse(line));
                          } catch (RuntimeException damaged) {
                            LOG.warn("a kept sum is forgotten reason={}", damaged.getMessage());
                          }
                        }));
    return kept;
  }

  /** Since when sums are counted now. */
  Optional<Snapshot> from() {
    try {
      return notebook.find(NOTE, FROM).map(Snapshot::parse);
    } catch (IllegalArgumentException damaged) {
      LOG.warn("sums begin anew reason={}", damaged.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Looks whether a month is over.
   *
   * @param today the building's day; nothing while nobody knows it.
   * @param now what the counters read.
   * @param isComplete whether every meter in a sum has been read, or nobody waits for it any more.
   */
  void look(Optional<LocalDate> today, Snapshot now, List<SumGroup> groups, boolean isComplete) {
    if (today.isEmpty() || !isComplete || groups.isEmpty()) {
      return;
    }
    String month = YearMonth.from(today.get()).toString();
    Optional<String> begun = notebook.find(NOTE, MONTH);
    Optional<Snapshot> from = from();
    if (begun.equals(Optional.of(month)) && from.isPresent()) {
      return;
    }
    if (begun.isPresent() && from.isPresent()) {
      keep(YearMonth.parse(begun.get()), from.get(), now, groups);
    }
    String text = now.text();
    if (text.length() > NOTE_MAX) {
      LOG.warn("too many meters for sums that are remembered meters={}", now.counts().size());
      return;
    }
    notebook.write(NOTE, FROM, text);
    boolean unused = notebook.writeNow(NOTE, MONTH, month);
  }

  private void keep(YearMonth month, Snapshot from, Snapshot now, List<SumGroup> groups) {
    List<Kept> kept = kept();
    for (SumGroup group : groups) {
      SumCheck check = SumCheck.of(group, from, now, percent());
      kept.add(
          new Kept(
              month,
              group.main(),
              group.quantity(),
              check.kind(),
              check.main(),
              check.subs(),
              check.tolerance()));
      note.accept(
          "sum-check",
          "%s %s %s: %s main=%s below=%s tolerance=%s %s"
              .formatted(
                  month,
                  group.main(),
                  group.quantity().id(),
                  check.kind(),
                  check.main().toPlainString(),
                  check.subs().toPlainString(),
                  check.tolerance().toPlainString(),
                  group.quantity().step().symbol()));
    }
    List<Kept> last = kept.subList(Math.max(0, kept.size() - KEPT_MAX), kept.size());
    notebook.write(NOTE, KEPT, last.stream().map(Kept::text).collect(Collectors.joining("\n")));
  }
}
