package eu.releve.measure;

import static eu.releve.measure.Require.require;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of one quantity of one meter: {@code quantity[.max|.min][.phase][.tN][.sN][.uN]}.
 *
 * @param quantity what is measured.
 * @param extreme whether the register holds an extreme value.
 * @param phase the conductor.
 * @param tariff 0 for the total, else the tariff's number.
 * @param storage 0 for the present value, else the storage index.
 * @param subunit 0 for the meter itself, else the subunit's number.
 */
public record RegisterName(
    Quantity quantity, Extreme extreme, Phase phase, int tariff, int storage, int subunit) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<quantity>[a-z][a-z0-9-]*)(?:\\.(?<extreme>max|min))?"
              + "(?:\\.(?<phase>l1-l2|l2-l3|l3-l1|l1|l2|l3|n))?"
              + "(?:\\.t(?<tariff>[1-9]\\d{0,5}))?(?:\\.s(?<storage>[1-9]\\d{0,8}))?"
              + "(?:\\.u(?<subunit>[1-9]\\d{0,5}))?");

  /** Whether a register holds the present value or an extreme of a period. */
  public enum Extreme {
    NONE,
    MAX,
    MIN
  }

  public RegisterName {
    require(tariff >= 0, "tariff %d is negative", tariff);
    require(storage >= 0, "storage %d is negative", storage);
    require(subunit >= 0, "subunit %d is negative", subunit);
  }

  /** The present total of a quantity over all phases. */
  public static RegisterName of(Quantity quantity) {
    return new RegisterName(quantity, Extreme.NONE, Phase.ALL, 0, 0, 0);
  }

  /**
   * The register of that name.
   *
   * @throws IllegalArgumentException when the name has another form or an unknown quantity.
   */
  public static RegisterName parse(String name) {
    Matcher form = FORM.matcher(name);
    require(
        form.matches(),
        "register '%s' is not of the form quantity[.max|.min][.phase][.tN][.sN][.uN]",
        name);
    String id = form.group("quantity");
    Quantity quantity =
        Quantity.of(id)
            .orElseThrow(() -> new IllegalArgumentException("unknown quantity '" + id + "'"));
    String extreme = form.group("extreme");
    String phase = form.group("phase");
    return new RegisterName(
        quantity,
        extreme == null ? Extreme.NONE : Extreme.valueOf(extreme.toUpperCase(Locale.ROOT)),
        phase == null ? Phase.ALL : Phase.of(phase).orElseThrow(),
        number(form.group("tariff")),
        number(form.group("storage")),
        number(form.group("subunit")));
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  // Every value of every answer is looked up by its name several times: written out, the two below
  // take a tenth of what a record's own take on a gateway.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof RegisterName name
            && quantity == name.quantity
            && extreme == name.extreme
            && phase == name.phase
            && tariff == name.tariff
            && storage == name.storage
            && subunit == name.subunit);
  }

  @Override
  public int hashCode() {
    int kind = (quantity.ordinal() * 4 + extreme.ordinal()) * 16 + phase.ordinal();
    return ((kind * 31 + tariff) * 31 + storage) * 31 + subunit;
  }

  @Override
  public String toString() {
    StringBuilder name = new StringBuilder(quantity.id());
    if (extreme != Extreme.NONE) {
      name.append('.').append(extreme.name().toLowerCase(Locale.ROOT));
    }
    if (phase != Phase.ALL) {
      name.append('.').append(phase.label());
    }
    append(name, 't', tariff);
    append(name, 's', storage);
    append(name, 'u', subunit);
    return name.toString();
  }

  private static void append(StringBuilder name, char letter, int number) {
    if (number > 0) {
      name.append('.').append(letter).append(number);
    }
  }
}
