package eu.releve.cloud.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContractTest {
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate FEBRUARY = LocalDate.of(2026, 2, 1);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final Reference EAN = new Reference("541448820000000008");

  private static final Map<String, String> HEAD =
      Map.of(
          "medium", "electricity", "supplier", "S", "reference", EAN.value(), "from", "2026-01-01");
  private static final Map<String, String> LINE =
      Map.of(
          "kind",
          "energy",
          "register",
          "active-energy-import",
          "unit",
          "kWh",
          "price",
          "0.2",
          "vat",
          "6");

  private static Line line(String price, LocalDate from, Optional<LocalDate> to) {
    return new Line(
        "energy",
        Line.Kind.ENERGY,
        "energy",
        new PerUnit(RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT), Unit.KWH),
        new BigDecimal(price),
        new BigDecimal("6"),
        from,
        to);
  }

  private static Contract contract(LocalDate from, Optional<LocalDate> to, Line... lines) {
    return new Contract(Medium.ELECTRICITY, "S", EAN, from, to, List.of(lines));
  }

  private static Contract billed(String price, LocalDate from, LocalDate to) {
    return contract(from, Optional.of(to), line(price, from, Optional.empty()));
  }

  @Test
  void aBillOfTheNextMonthAtTheSamePriceMakesTheContractLonger() {
    Contract both = billed("0.20", JANUARY, FEBRUARY).with(billed("0.20", FEBRUARY, MARCH));
    assertThat(both)
        .isEqualTo(
            contract(JANUARY, Optional.of(MARCH), line("0.20", JANUARY, Optional.of(MARCH))));
  }

  @Test
  void aBillOfAnotherPriceHoldsOnItsDaysAndNoOthers() {
    Contract open = contract(JANUARY, Optional.empty(), line("0.20", JANUARY, Optional.empty()));
    Contract with = open.with(billed("0.25", FEBRUARY, MARCH));
    assertThat(with.to()).isEmpty();
    assertThat(with.lines())
        .containsExactly(
            line("0.20", JANUARY, Optional.of(FEBRUARY)),
            line("0.25", FEBRUARY, Optional.of(MARCH)),
            line("0.20", MARCH, Optional.empty()));
    assertThat(with.with(billed("0.20", FEBRUARY, MARCH)).lines())
        .as("corrected back")
        .containsExactly(line("0.20", JANUARY, Optional.empty()));
  }

  @Test
  void aBillThatSaysTheSameChangesNothing() {
    Contract open = contract(JANUARY, Optional.empty(), line("0.2", JANUARY, Optional.empty()));
    assertThat(open.with(billed("0.20", FEBRUARY, MARCH))).isEqualTo(open);
  }

  @Test
  void aBillOfADayBeforeMakesTheContractBeginEarlier() {
    Contract both = billed("0.30", FEBRUARY, MARCH).with(billed("0.20", JANUARY, FEBRUARY));
    assertThat(both.from()).isEqualTo(JANUARY);
    assertThat(both.to()).contains(MARCH);
    assertThat(both.lines()).hasSize(2);
  }

  @Test
  void twoPricesOfOneNameOnOneDayAreNoContract() {
    assertThatThrownBy(
            () ->
                contract(
                    JANUARY,
                    Optional.empty(),
                    line("0.20", JANUARY, Optional.of(MARCH)),
                    line("0.30", FEBRUARY, Optional.empty())))
        .hasMessage("line energy: wanted one price a day, found two on 2026-02-01");
    assertThatThrownBy(
            () -> contract(FEBRUARY, Optional.empty(), line("0.20", JANUARY, Optional.empty())))
        .hasMessageContaining("wanted a first day within the contract's 2026-02-01");
  }

  @Test
  @DisplayName("C2: the last digit of an EAN checks the others")
  void anEanIsCheckedByItsLastDigit() {
    assertThat(new Reference("541449060000000120").value()).endsWith("120");
    assertThatThrownBy(() -> new Reference("541449060000000121"))
        .hasMessage("wanted an EAN whose last digit is 0, found '541449060000000121'");
    assertThat(new Reference("12345678901234").value()).as("a PRM has no such digit").hasSize(14);
    assertThatThrownBy(() -> new Reference("LU 1")).hasMessageContaining("wanted up to 40 letters");
  }

  private static List<String> problems(Map<String, String> head, Map<String, String> line) {
    TypedContract read = TypedContract.read(head, List.of(line));
    assertThat(read).isInstanceOf(TypedContract.Bad.class);
    return ((TypedContract.Bad) read).problems();
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> other = new HashMap<>(all);
    other.put(name, value);
    return other;
  }

  @Test
  void whatIsTypedWrongIsToldWithWhereItStandsWhatWasWantedAndFound() {
    assertThat(TypedContract.read(HEAD, List.of(LINE))).isInstanceOf(TypedContract.Good.class);
    assertThat(problems(HEAD, with(LINE, "price", "-0.2")))
        .containsExactly("lines[0].price: wanted a decimal number of 0 to 1000000, found '-0.2'");
    assertThat(problems(HEAD, with(LINE, "vat", "100.5")))
        .containsExactly("lines[0].vat: wanted a decimal number of 0 to 100, found '100.5'");
    assertThat(problems(HEAD, with(LINE, "unit", "m3")))
        .containsExactly(
            "lines[0].unit: wanted a unit of active-energy-import such as kWh, found 'm3'");
    assertThat(problems(HEAD, with(LINE, "register", "energy.t1")))
        .containsExactly(
            "lines[0].register: wanted a register of electricity such as active-energy-import,"
                + " active-energy-import.t1, found 'energy.t1'");
    assertThat(problems(HEAD, with(LINE, "register", "active-energy-export")))
        .as("what is fed in is not bought")
        .hasSize(1);
    assertThat(problems(HEAD, with(LINE, "per", "year")))
        .containsExactly("lines[0].per: wanted nothing in a line of energy, found 'year'");
    assertThat(problems(HEAD, with(LINE, "form", "2026-02-01")).getFirst())
        .startsWith("lines[0].form: wanted one of from, id, kind");
    assertThat(problems(with(HEAD, "to", "2026-01-01"), LINE))
        .containsExactly("to: wanted a day after 2026-01-01, found '2026-01-01'");
    assertThat(problems(with(HEAD, "reference", "541448820000000009"), LINE))
        .containsExactly(
            "reference: wanted an EAN whose last digit is 8, found '541448820000000009'");
    assertThat(problems(with(HEAD, "currency", "CHF"), LINE))
        .containsExactly("currency: wanted EUR, found 'CHF'");
    assertThat(problems(with(HEAD, "medium", "steam"), LINE))
        .containsExactly(
            "medium: wanted one of electricity, gas, water, heat, cold, found 'steam'");
    assertThat(problems(HEAD, Map.of("kind", "capacity", "price", "1", "vat", "6", "per", "year")))
        .containsExactly(
            "lines[0].power: wanted either a contracted power in kW or a register of demand,"
                + " found nothing");
    assertThat(
            problems(
                HEAD,
                Map.of(
                    "kind",
                    "capacity",
                    "price",
                    "1",
                    "vat",
                    "6",
                    "per",
                    "year",
                    "register",
                    "active-power")))
        .containsExactly(
            "lines[0].register: wanted a demand such as active-power-demand, found 'active-power'");
  }
}
