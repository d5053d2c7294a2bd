package eu.releve.cloud.validate;

import eu.releve.cloud.purpose.Fineness;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is checked, under the numbers that rules of validation have in metering (VEE).
 *
 * <p>Those that {@link #isRun} are computed over days that are over and leave remarks. The others
 * hold where a value is decoded, dated or derived: a value that breaks one never becomes a figure.
 */
public enum Rule {
  CLOCK("V01", "The meter's own clock is off; by whole hours, its time zone is wrong."),
  SERIAL("V02", "Another meter answers than the one that the plan names.", By.ADDRESS),
  UNIT("V03", "The unit is not one of the quantity.", By.DECODING),
  INTERVALS("V04", "A local day has 92, 96 or 100 quarter-hours.", By.DERIVATION),
  DUPLICATE("V05", "The same value counts once; of two values the later one.", By.DERIVATION),
  MISSING("V06", "Quarter-hours of the day are missing."),
  NEGATIVE("V07", "The counter went back; it is not believed.", By.DERIVATION),
  SPIKE("V08", "The highest quarter-hour of the day is far above its third highest.", Fineness.DAY),
  SUM("V09", "Quarter-hours add up to the difference of the indexes.", By.DERIVATION),
  BALANCE("V10", "A main meter and those below it do not add up.", Fineness.DAY),
  USAGE("V11", "The month is far from the month before or from last year's.", Fineness.MONTH),
  ZERO("V12", "Nothing is counted where something is used otherwise.", Fineness.DAY),
  INACTIVE("V13", "Something is counted outside the dates of the meter.", Fineness.DAY),
  STUCK("V14", "The value stays the same to the last digit."),
  REACTIVE("V15", "Reactive energy does not fit the active one: the wiring."),
  PHASE("V16", "One phase is missing or far below the others."),
  RANGE("V17", "Values outside what is physically possible."),
  MULTIPLIER(
      "V18", "Consumption changed by a ratio of transformers or pulses, and nobody declared it."),
  PROLONGED("V19", "Estimated for many days on end."),
  DEVICE("V20", "The meter itself reports an error."),
  CROSS_ENERGY("V21", "More heat is produced than the gas that it is made of holds.", Fineness.DAY),
  HEAT_METER("V21b", "The heat meter's energy is not its flow times its temperature difference."),
  DEMAND("V22", "A quarter-hour jumps as hardly ever in that series.", Fineness.DAY);

  /** Where a rule holds that no run checks. */
  enum By {
    /** A meter answers under its serial number, or it was checked when it was installed. */
    ADDRESS,
    /** The value is refused before it is a reading. */
    DECODING,
    /** Intervals are made so that it cannot be broken. */
    DERIVATION
  }

  private final String id;
  private final String sentence;
  private final Optional<By> elsewhere;
  private final Optional<Fineness> tells;

  Rule(String id, String sentence) {
    this(id, sentence, Optional.empty(), Optional.empty());
  }

  Rule(String id, String sentence, By elsewhere) {
    this(id, sentence, Optional.of(elsewhere), Optional.empty());
  }

  Rule(String id, String sentence, Fineness tells) {
    this(id, sentence, Optional.empty(), Optional.of(tells));
  }

  Rule(String id, String sentence, Optional<By> elsewhere, Optional<Fineness> tells) {
    this.id = id;
    this.sentence = sentence;
    this.elsewhere = elsewhere;
    this.tells = tells;
  }

  /** The rule of that number; nothing where there is none. */
  public static Optional<Rule> of(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id.equals(id)).findFirst();
  }

  /** The rule of that name; nothing where there is none. */
  public static Optional<Rule> named(String word) {
    return Arrays.stream(values()).filter(rule -> rule.word().equals(word)).findFirst();
  }

  /** Its number, as the store and programs know it: {@code V08}. */
  public String id() {
    return id;
  }

  /** Its name in one word: {@code spike}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it says, in English. */
  public String sentence() {
    return sentence;
  }

  /** Whether it is computed over each day. */
  public boolean isRun() {
    return elsewhere.isEmpty();
  }

  /** Where it holds otherwise, in one word; nothing where it is run. */
  public Optional<String> where() {
    return elsewhere.map(by -> by.name().toLowerCase(Locale.ROOT));
  }

  /**
   * How finely a remark tells what people used there; nothing where it tells of the meter alone.
   */
  public Optional<Fineness> tells() {
    return tells;
  }

  /**
   * Whether what it found is over only when it is declared: a ratio that changed stays changed, and
   * the days after look like any others.
   */
  boolean isLasting() {
    return this == MULTIPLIER;
  }
}
