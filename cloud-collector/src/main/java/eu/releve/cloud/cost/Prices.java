package eu.releve.cloud.cost;

import eu.releve.cloud.cost.Charge.PerPeak;
import eu.releve.cloud.cost.Charge.PerPower;
import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The contracts that price what a point uses: its own, and where it has none on a day, the prices
 * for units of its building's. What a building owes by the month is no single point's.
 *
 * @param own the point's, in the version that counts; of one medium one a day.
 * @param whole the building's, likewise.
 */
public record Prices(List<InForce> own, List<InForce> whole) {
  /** No contract. */
  public static final Prices NONE = new Prices(List.of(), List.of());

  /**
   * A contract in the version that counts.
   *
   * @param contract its key.
   * @param version which.
   */
  public record InForce(int contract, int version, Contract terms) {}

  public Prices {
    own = List.copyOf(own);
    whole = List.copyOf(whole);
  }

  /** Whether some line is charged by a demand that has to be read. */
  public boolean haveDemand() {
    return own.stream()
        .flatMap(contract -> contract.terms.lines().stream())
        .anyMatch(line -> line.charge() instanceof PerPeak);
  }

  /**
   * The power that the point's own contract of electricity names on a day; of several the highest,
   * nothing where it names none. In kW.
   */
  public Optional<BigDecimal> contractedPower(LocalDate day) {
    return of(own, Medium.ELECTRICITY, day).stream()
        .flatMap(contract -> contract.terms.on(day).stream())
        .flatMap(line -> line.charge() instanceof PerPower power ? Stream.of(power) : Stream.of())
        .map(PerPower::kilowatts)
        .max(Comparator.naturalOrder());
  }

  /** The lines of a day. */
  List<Tariff> on(Medium medium, LocalDate day) {
    Optional<InForce> first = of(own, medium, day);
    return first.isPresent()
        ? lines(first.get(), day)
        : of(whole, medium, day).stream()
            .flatMap(contract -> lines(contract, day).stream())
            .filter(tariff -> tariff.line().charge() instanceof PerUnit)
            .toList();
  }

  private static Optional<InForce> of(List<InForce> some, Medium medium, LocalDate day) {
    return some.stream()
        .filter(each -> each.terms.medium() == medium && each.terms.holds(day))
        .findFirst();
  }

  private static List<Tariff> lines(InForce contract, LocalDate day) {
    return contract.terms.on(day).stream()
        .map(line -> new Tariff(contract.contract, contract.version, line))
        .toList();
  }

  /** When the last price of a register ended that was in force before a day. */
  Optional<LocalDate> endedBefore(Medium medium, RegisterName register, LocalDate day) {
    return List.of(own, whole).stream()
        .flatMap(List::stream)
        .map(InForce::terms)
        .filter(terms -> terms.medium() == medium)
        .flatMap(
            terms ->
                terms.lines().stream()
                    .filter(line -> line.kind().isPrice() && isOf(line, register))
                    .flatMap(line -> line.to().or(terms::to).stream()))
        .filter(end -> !end.isAfter(day))
        .max(Comparator.naturalOrder());
  }

  private static boolean isOf(Line line, RegisterName register) {
    return line.register()
        .filter(of -> of.quantity() == register.quantity())
        .filter(
            of -> of.tariff() == register.tariff() || of.tariff() == 0 || register.tariff() == 0)
        .isPresent();
  }
}
