package eu.releve.cloud.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A bill as its lines, format {@code releve-bill-1}: what a supplier asked for some days, checked
 * against itself. Each amount is quantity times price within a cent, and so are the totals.
 *
 * @param terms what it says of prices, on its days.
 * @param number of the bill.
 * @param net the sum of its amounts in EUR, as it states it.
 * @param vat as it states it.
 * @param gross as it states it.
 */
public record BillFile(
    Contract terms, String number, BigDecimal net, BigDecimal vat, BigDecimal gross) {
  /** The name of the format. */
  public static final String FORMAT = "releve-bill-1";

  private static final Set<String> HEAD =
      Set.of(
          "number",
          "medium",
          "supplier",
          "reference",
          "currency",
          "from",
          "to",
          "net",
          "vat",
          "gross");
  private static final Set<String> OF_LINE = names();
  private static final int NUMBER_MAX = 60;
  private static final BigDecimal AMOUNT_MAX = new BigDecimal("1000000000");
  private static final BigDecimal TIMES_MAX = new BigDecimal("1000");
  private static final BigDecimal CENT = new BigDecimal("0.01");

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(LineCells.NAMES);
    names.addAll(List.of("quantity", "times", "amount"));
    return Set.copyOf(names);
  }

  /** What reading one gives. */
  public sealed interface Read {
    /** It is a bill. */
    record Good(BillFile bill) implements Read {}

    /**
     * It is none.
     *
     * @param problems at most {@link Cells#PROBLEMS_MAX}: where, wanted, found.
     */
    record Bad(List<String> problems) implements Read {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * Reads a bill of named values.
   *
   * @param head what it says of itself.
   * @param lines of each line what it says.
   */
  public static Read of(Map<String, String> head, List<Map<String, String>> lines) {
    List<String> places = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      places.add("lines[%d].".formatted(i));
    }
    return of(head, lines, places);
  }

  /**
   * Reads a bill of separated values: the name of the format, then {@code name;value} a line, then
   * the names of the columns, then the lines of the bill.
   *
   * @param text with {@code ;} between the cells.
   */
  public static Read ofSeparated(String text) {
    Map<String, String> head = new HashMap<>();
    List<Map<String, String>> lines = new ArrayList<>();
    List<String> places = new ArrayList<>();
    List<String> columns = List.of();
    String[] raw = text.split("\r\n|\n|\r", -1);
    for (int i = 1; i < raw.length; i++) {
      List<String> cells = Arrays.stream(raw[i].split(";", -1)).map(String::strip).toList();
      if (raw[i].isBlank()) {
        continue;
      }
      if (!columns.isEmpty()) {
        if (cells.size() > columns.size()) {
          return new Read.Bad(
              List.of(
                  "line %d: wanted %d columns, found %d"
                      .formatted(i + 1, columns.size(), cells.size())));
        }
        lines.add(row(columns, cells));
        places.add("line %d: ".formatted(i + 1));
      } else if (cells.contains("kind") && cells.contains("price")) {
        columns = cells;
      } else if (head.put(cells.getFirst(), cells.size() > 1 ? cells.get(1) : "") != null) {
        return new Read.Bad(
            List.of("line %d: wanted each name once, found it again".formatted(i + 1)));
      }
    }
    return of(head, lines, places);
  }

  private static Map<String, String> row(List<String> columns, List<String> cells) {
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      row.put(columns.get(i), cells.get(i));
    }
    return row;
  }

  private static Read of(
      Map<String, String> head, List<Map<String, String>> lines, List<String> places) {
    List<String> problems = new ArrayList<>();
    Cells cells = new Cells("", head, problems);
    cells.only(HEAD);
    if (lines.isEmpty() || lines.size() > Contract.LINES_MAX) {
      cells.bad("lines: wanted 1 to %d, found %d".formatted(Contract.LINES_MAX, lines.size()));
      return new Read.Bad(problems);
    }
    List<Stated> stated = new ArrayList<>();
    Optional<Contract> terms =
        new ContractCells(cells)
            .contract(
                true,
                (medium, from) -> {
                  for (int i = 0; i < lines.size(); i++) {
                    Cells line = new Cells(places.get(i), lines.get(i), problems);
                    stated(line, medium, from).ifPresent(stated::add);
                  }
                  return stated.stream().map(Stated::line).toList();
                });
    Optional<String> number = cells.text("number", NUMBER_MAX);
    Optional<BigDecimal> net = cells.decimal("net", AMOUNT_MAX);
    Optional<BigDecimal> vat = cells.decimal("vat", AMOUNT_MAX);
    Optional<BigDecimal> gross = cells.decimal("gross", AMOUNT_MAX);
    if (problems.isEmpty()) {
      BillFile bill =
          new BillFile(
              terms.orElseThrow(),
              number.orElseThrow(),
              net.orElseThrow(),
              vat.orElseThrow(),
              gross.orElseThrow());
      bill.addUp(stated, cells);
      if (problems.isEmpty()) {
        return new Read.Good(bill);
      }
    }
    return new Read.Bad(problems);
  }

  /** A line of the bill, and what it asks. */
  private record Stated(Line line, BigDecimal amount) {}

  private static Optional<Stated> stated(Cells cells, Medium medium, LocalDate from) {
    cells.only(OF_LINE);
    Optional<Line> line = new LineCells(cells, medium).line(from);
    Optional<BigDecimal> quantity = cells.decimal("quantity", AMOUNT_MAX);
    Optional<BigDecimal> times =
        cells.has("times") ? cells.decimal("times", TIMES_MAX) : Optional.of(BigDecimal.ONE);
    Optional<BigDecimal> amount = cells.decimal("amount", AMOUNT_MAX);
    if (line.isEmpty() || quantity.isEmpty() || times.isEmpty() || amount.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal wanted = quantity.get().multiply(times.get()).multiply(line.get().price());
    if (isApart(wanted, amount.get(), 1)) {
      cells.bad("amount", "quantity times price, " + cents(wanted));
      return Optional.empty();
    }
    return Optional.of(new Stated(line.get(), amount.get()));
  }

  private void addUp(List<Stated> stated, Cells cells) {
    BigDecimal sum = BigDecimal.ZERO;
    Map<BigDecimal, BigDecimal> byRate = new TreeMap<>();
    for (Stated line : stated) {
      sum = sum.add(line.amount);
      BigDecimal unused = byRate.merge(line.line.vat(), line.amount, BigDecimal::add);
    }
    BigDecimal tax = BigDecimal.ZERO;
    for (Map.Entry<BigDecimal, BigDecimal> rate : byRate.entrySet()) {
      tax = tax.add(cents(rate.getValue().multiply(rate.getKey()).multiply(CENT)));
    }
    if (isApart(sum, net, 1)) {
      cells.bad("net", "the sum of the amounts, " + cents(sum));
    }
    if (isApart(tax, vat, byRate.size())) {
      cells.bad("vat", "the VAT of the amounts, " + cents(tax));
    }
    if (isApart(net.add(vat), gross, 1)) {
      cells.bad("gross", "net and vat together, " + cents(net.add(vat)));
    }
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }

  /** Whether two amounts differ by more than so many cents. */
  private static boolean isApart(BigDecimal one, BigDecimal other, int cents) {
    return one.subtract(other).abs().compareTo(CENT.multiply(BigDecimal.valueOf(cents))) > 0;
  }
}
