package eu.releve.cloud.portal;

import eu.releve.cloud.closing.Adjustment;
import eu.releve.cloud.closing.Closing;
import eu.releve.cloud.closing.Labels;
import eu.releve.cloud.closing.Line;
import eu.releve.cloud.closing.Meter;
import eu.releve.cloud.closing.Stand;
import eu.releve.cloud.closing.Total;
import eu.releve.cloud.derive.DisplayIndex.How;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A list of indexes in words, by lot.
 *
 * @param opening what stands above the first indexes.
 * @param closing what stands above the last ones.
 * @param earlier what it books of periods that were closed before.
 * @param cut that not all of it is shown; else empty.
 */
record IndexTable(
    String opening, String closing, List<Group> groups, List<Change> earlier, String cut) {
  /** So that a page stays small; files hold all lines. */
  static final int LINES_SHOWN = 400;

  IndexTable {
    groups = List.copyOf(groups);
    earlier = List.copyOf(earlier);
  }

  /** The lines of one lot, or of the common parts, and what they add up to. */
  record Group(String name, List<Row> rows, List<Sum> sums) {
    Group {
      rows = List.copyOf(rows);
      sums = List.copyOf(sums);
    }
  }

  /**
   * A register.
   *
   * @param place where it measures.
   * @param meter what it counts, and the number that stands on the meter.
   * @param quality how it is known, with the share that is estimated.
   * @param remark what a reader must know who subtracts; else empty.
   * @param certain whether both indexes and what lies between are known well.
   */
  record Row(
      String place,
      String meter,
      Shown opening,
      Shown closing,
      String used,
      String quality,
      String remark,
      boolean certain) {}

  /**
   * An index.
   *
   * @param at when, where it is not the period's own begin or end; else empty.
   * @param how it is known, and when it was read.
   */
  record Shown(String value, String at, String how) {}

  /** What a lot used of one quantity. */
  record Sum(String name, String value, String note) {}

  /**
   * What a closed period's figures say now and did not when it was closed.
   *
   * @param closing of which one, or which one booked it.
   */
  record Change(
      String closing, String place, String meter, String before, String now, String difference) {}

  /** The words for a closing. */
  static IndexTable of(Closing closing, Calendar calendar) {
    return new Words(closing, calendar).table();
  }

  /** The words for adjustments that belong to one closing; {@code closing} is left empty. */
  static Change of(Adjustment one, String closing, Calendar calendar) {
    Messages words = calendar.words();
    Labels labels = new Labels(words.locale());
    Meter meter = one.meter();
    String sign = one.shown().signum() > 0 ? "+" : "";
    return new Change(
        closing,
        Stream.of(lot(meter.lot(), words), meter.title())
            .filter(part -> !part.isEmpty())
            .distinct()
            .reduce((lot, title) -> lot + ", " + title)
            .orElse(""),
        meter(meter, labels, words),
        number(meter.shown(one.before()), words),
        number(meter.shown(one.now()), words),
        sign + amount(one.shown(), labels.unit(meter.unit()), words));
  }

  /** A lot as people say it. */
  static String lot(Optional<String> lot, Messages words) {
    return lot.map(name -> UsePage.lotName(name, words))
        .orElseGet(() -> words.text("scope.common"));
  }

  private static String meter(Meter meter, Labels labels, Messages words) {
    return meter
        .serial()
        .map(serial -> words.text("index.serial", labels.register(meter.name()), serial))
        .orElseGet(() -> words.text("index.meter", labels.register(meter.name()), meter.meter()));
  }

  private static String number(BigDecimal value, Messages words) {
    return Display.number(value, Math.max(0, value.scale()), words);
  }

  private static String amount(BigDecimal value, String unit, Messages words) {
    return number(value, words) + (unit.isEmpty() ? "" : words.unitSpace() + unit);
  }

  /** Puts one closing into words. */
  private static final class Words {
    private final Closing closing;
    private final Calendar calendar;
    private final Messages words;
    private final Labels labels;
    private final Instant opens;
    private final Instant closes;

    Words(Closing closing, Calendar calendar) {
      this.closing = closing;
      this.calendar = calendar;
      this.words = calendar.words();
      this.labels = new Labels(words.locale());
      this.opens = calendar.start(closing.period().first());
      this.closes = calendar.start(closing.period().end());
    }

    IndexTable table() {
      List<Line> lines = closing.lines();
      List<Line> shown = lines.subList(0, Math.min(LINES_SHOWN, lines.size()));
      Map<Optional<String>, List<Line>> byLot = new LinkedHashMap<>();
      for (Line line : shown) {
        byLot.computeIfAbsent(line.meter().lot(), first -> new ArrayList<>()).add(line);
      }
      List<Group> groups = new ArrayList<>();
      byLot.forEach((lot, those) -> groups.add(group(lot, those)));
      return new IndexTable(
          words.text("index.opening", calendar.stamp(opens)),
          words.text("index.closing", calendar.stamp(closes)),
          groups,
          closing.earlier().stream()
              .map(one -> of(one, Integer.toString(one.closed()), calendar))
              .toList(),
          shown.size() < lines.size()
              ? words.text(
                  "index.cut", Integer.toString(shown.size()), Integer.toString(lines.size()))
              : "");
    }

    private Group group(Optional<String> lot, List<Line> lines) {
      List<Sum> sums =
          closing.totals().stream()
              .filter(total -> total.lot().equals(lot))
              .map(this::sum)
              .toList();
      // Where each line is its own sum, a sum says nothing new.
      return new Group(
          lot(lot, words),
          lines.stream().map(this::row).toList(),
          sums.size() < lines.size() ? sums : List.of());
    }

    private Sum sum(Total total) {
      return new Sum(
          labels.quantity(total.quantity()),
          amount(total.sum(), labels.unit(total.unit()), words),
          total.complete() ? "" : words.text("index.incomplete"));
    }

    private Row row(Line line) {
      Meter meter = line.meter();
      boolean amounts = line.remark() == Line.Remark.AMOUNTS;
      String unit = labels.unit(meter.unit());
      return new Row(
          meter.title(),
          meter(meter, labels, words),
          amounts ? new Shown("", "", "") : shown(meter, line.opening(), opens),
          amounts ? new Shown("", "", "") : shown(meter, line.closing(), closes),
          line.shown().map(used -> amount(used, unit, words)).orElse(words.text("index.unknown")),
          quality(line),
          labels.remark(line.remark()),
          line.quality().compareTo(How.INTERPOLATED) <= 0);
    }

    private String quality(Line line) {
      String quality = labels.how(line.quality());
      if (line.estimated().signum() == 0) {
        return quality;
      }
      BigDecimal percent =
          line.estimated().movePointRight(2).setScale(1, RoundingMode.UP).stripTrailingZeros();
      return words.text("index.estimated", quality, number(percent, words));
    }

    private Shown shown(Meter meter, Stand stand, Instant usual) {
      return new Shown(
          stand.steps().map(steps -> shown(meter, steps)).orElse(words.text("index.missing")),
          stand.at().equals(usual) ? "" : calendar.stamp(stand.at()),
          how(meter, stand));
    }

    private String shown(Meter meter, long steps) {
      return amount(meter.shown(BigInteger.valueOf(steps)), labels.unit(meter.unit()), words);
    }

    /** When the readings around it were made; where it is missing, what is known. */
    private String how(Meter meter, Stand stand) {
      List<String> read =
          Stream.of(stand.before(), stand.after())
              .flatMap(Optional::stream)
              .distinct()
              .map(calendar::stamp)
              .toList();
      if (read.isEmpty()) {
        return words.text("index.never");
      }
      if (stand.known().isPresent()) {
        return words.text("index.nearest", shown(meter, stand.known().get()), read.getFirst());
      }
      String how = labels.how(stand.how());
      return read.size() == 1
          ? words.text("index.read", how, read.getFirst())
          : words.text("index.between", how, read.getFirst(), read.getLast());
    }
  }
}
