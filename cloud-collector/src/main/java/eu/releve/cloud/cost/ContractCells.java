package eu.releve.cloud.cost;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Reads what a contract says of itself: the same in what people type and in what a bill states. */
final class ContractCells {
  /** Money of another currency is not converted and not added up. */
  static final String CURRENCY = "EUR";

  private static final String MEDIA =
      Arrays.stream(Medium.values()).map(Medium::id).collect(Collectors.joining(", "));

  private final Cells cells;

  ContractCells(Cells cells) {
    this.cells = cells;
  }

  /**
   * The contract; nothing where something is told to be wrong.
   *
   * @param isEnded whether it has to have an end.
   * @param lines reads its lines.
   */
  Optional<Contract> contract(boolean isEnded, BiFunction<Medium, LocalDate, List<Line>> lines) {
    Optional<Medium> medium = cells.word("medium", Medium::of, MEDIA);
    Optional<String> supplier = cells.text("supplier", Contract.SUPPLIER_MAX);
    Optional<Reference> reference = reference();
    if (!cells.given("currency").orElse(CURRENCY).equals(CURRENCY)) {
      cells.bad("currency", CURRENCY);
    }
    Optional<LocalDate> from = cells.day("from");
    Optional<LocalDate> to = isEnded || cells.has("to") ? cells.day("to") : Optional.empty();
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      cells.bad("to", "a day after " + from.get());
      return Optional.empty();
    }
    if (medium.isEmpty() || from.isEmpty()) {
      return Optional.empty();
    }
    List<Line> read = lines.apply(medium.get(), from.get());
    if (!cells.isGood() || supplier.isEmpty() || reference.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Contract(medium.get(), supplier.get(), reference.get(), from.get(), to, read));
    } catch (IllegalArgumentException wrong) {
      cells.bad(String.valueOf(wrong.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Reference> reference() {
    Optional<String> text = cells.given("reference");
    if (text.isEmpty()) {
      cells.bad("reference", "the number of the delivery point");
      return Optional.empty();
    }
    try {
      return text.map(Reference::new);
    } catch (IllegalArgumentException wrong) {
      cells.bad("reference: " + wrong.getMessage());
      return Optional.empty();
    }
  }
}
