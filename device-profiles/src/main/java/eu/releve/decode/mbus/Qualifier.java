package eu.releve.decode.mbus;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What a combinable value extension says of a record (EN 13757-3, combinable VIFE codes). */
public enum Qualifier {
  /** A code that the norm reserves: what the record means is not known. */
  RESERVED,
  AVERAGE,
  INVERSE_COMPACT_PROFILE,
  RELATIVE_DEVIATION,
  /** Error flags as the norm lays them out. */
  STANDARD_CONFORM,
  COMPACT_PROFILE_WITH_REGISTERS,
  COMPACT_PROFILE,
  PER_SECOND("/s"),
  PER_MINUTE("/min"),
  PER_HOUR("/h"),
  PER_DAY("/d"),
  PER_WEEK("/week"),
  PER_MONTH("/month"),
  PER_YEAR("/year"),
  PER_REVOLUTION("/revolution"),
  PER_INPUT_PULSE_0("/pulse in 0"),
  PER_INPUT_PULSE_1("/pulse in 1"),
  PER_OUTPUT_PULSE_0("/pulse out 0"),
  PER_OUTPUT_PULSE_1("/pulse out 1"),
  PER_LITRE("/L"),
  PER_CUBIC_METRE("/m3"),
  PER_KILOGRAM("/kg"),
  PER_KELVIN("/K"),
  PER_KILOWATT_HOUR("/kWh"),
  PER_GIGAJOULE("/GJ"),
  PER_KILOWATT("/kW"),
  PER_KELVIN_LITRE("/(K L)"),
  PER_VOLT("/V"),
  PER_AMPERE("/A"),
  TIMES_SECOND(" s"),
  TIMES_SECOND_PER_VOLT(" s/V"),
  TIMES_SECOND_PER_AMPERE(" s/A"),
  START_DATE,
  UNCORRECTED,
  /** Accumulated only while positive: forward, import. */
  POSITIVE,
  /** The amount accumulated only while negative: backward, export. */
  NEGATIVE,
  NON_METRIC,
  AT_BASE_CONDITIONS,
  OBIS_DECLARATION,
  LOWER_LIMIT,
  UPPER_LIMIT,
  LOWER_LIMIT_EXCEEDS,
  UPPER_LIMIT_EXCEEDS,
  BEGIN_OF_FIRST_LOWER_EXCEED,
  END_OF_FIRST_LOWER_EXCEED,
  BEGIN_OF_LAST_LOWER_EXCEED,
  END_OF_LAST_LOWER_EXCEED,
  BEGIN_OF_FIRST_UPPER_EXCEED,
  END_OF_FIRST_UPPER_EXCEED,
  BEGIN_OF_LAST_UPPER_EXCEED,
  END_OF_LAST_UPPER_EXCEED,
  DURATION_OF_FIRST_LOWER_EXCEED,
  DURATION_OF_LAST_LOWER_EXCEED,
  DURATION_OF_FIRST_UPPER_EXCEED,
  DURATION_OF_LAST_UPPER_EXCEED,
  DURATION_OF_FIRST,
  DURATION_OF_LAST,
  DURING_LOWER_EXCEED,
  DURING_UPPER_EXCEED,
  LEAKAGE,
  OVERFLOWING,
  BEGIN_OF_FIRST,
  END_OF_FIRST,
  BEGIN_OF_LAST,
  END_OF_LAST,
  ADDITIVE_CORRECTION,
  FUTURE,
  PHASE_L1,
  PHASE_L2,
  PHASE_L3,
  NEUTRAL,
  PHASES_L1_L2,
  PHASES_L2_L3,
  PHASES_L3_L1,
  QUADRANT_1,
  QUADRANT_2,
  QUADRANT_3,
  QUADRANT_4,
  /** Import less export. */
  DELTA,
  /** Accumulated amounts of both directions. */
  ABSOLUTE,
  UNSIGNED,
  BOOLEAN,
  TO_METER,
  FROM_METER,
  /** A code of the maker's own: what the record means is not known. */
  MANUFACTURER_SPECIFIC,
  /** Said by no code but by a maker's layout that only water meters have. */
  OF_WATER;

  private static final Qualifier[] FIRST = table(Qualifier::ofFirst);
  private static final Qualifier[] SECOND = table(Qualifier::ofSecond);

  private final String unit;

  Qualifier() {
    this("");
  }

  Qualifier(String unit) {
    this.unit = unit;
  }

  /** In lower case with blanks, for people. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What it appends to the unit; empty where the unit stays. */
  String unit() {
    return unit;
  }

  /** The combinable code without its extension bit; neither an error nor a correction. */
  static Qualifier first(int code) {
    return FIRST[code];
  }

  /** The code behind 7C without its extension bit. */
  static Qualifier second(int code) {
    return SECOND[code];
  }

  private static Qualifier[] table(IntFunction<Qualifier> make) {
    return IntStream.range(0, 0x80).mapToObj(make).toArray(Qualifier[]::new);
  }

  private static Qualifier ofFirst(int code) {
    if (0x20 <= code && code <= 0x3F) {
      return values()[PER_SECOND.ordinal() + code - 0x20];
    }
    return switch (code >> 4) {
      case 0x4 -> limit(code);
      case 0x5 -> values()[DURATION_OF_FIRST_LOWER_EXCEED.ordinal() + (code >> 2 & 0x03)];
      case 0x6 -> occurrence(code);
      default -> other(code);
    };
  }

  private static Qualifier other(int code) {
    return switch (code) {
      case 0x12 -> AVERAGE;
      case 0x13 -> INVERSE_COMPACT_PROFILE;
      case 0x14 -> RELATIVE_DEVIATION;
      case 0x1D -> STANDARD_CONFORM;
      case 0x1E -> COMPACT_PROFILE_WITH_REGISTERS;
      case 0x1F -> COMPACT_PROFILE;
      case 0x78, 0x79, 0x7A, 0x7B -> ADDITIVE_CORRECTION;
      case 0x7E -> FUTURE;
      case 0x7F -> MANUFACTURER_SPECIFIC;
      default -> RESERVED;
    };
  }

  private static Qualifier limit(int code) {
    boolean upper = (code & 0x08) != 0;
    return switch (code & 0x07) {
      case 0 -> upper ? UPPER_LIMIT : LOWER_LIMIT;
      case 1 -> upper ? UPPER_LIMIT_EXCEEDS : LOWER_LIMIT_EXCEEDS;
      case 2, 3, 6, 7 -> limitPoint(code);
      default -> RESERVED;
    };
  }

  /** E100 uf1b: upper, first or last, begin or end. */
  private static Qualifier limitPoint(int code) {
    return values()[
        BEGIN_OF_FIRST_LOWER_EXCEED.ordinal()
            + (code >> 1 & 0x04)
            + (code >> 1 & 0x02)
            + (code & 1)];
  }

  /** E110 0fnn, E110 1u00, E110 1f1b and the two for leakage and overflow. */
  private static Qualifier occurrence(int code) {
    return switch (code & 0x0F) {
      case 0x0, 0x1, 0x2, 0x3 -> DURATION_OF_FIRST;
      case 0x4, 0x5, 0x6, 0x7 -> DURATION_OF_LAST;
      case 0x8 -> DURING_LOWER_EXCEED;
      case 0x9 -> LEAKAGE;
      case 0xA -> BEGIN_OF_FIRST;
      case 0xB -> END_OF_FIRST;
      case 0xC -> DURING_UPPER_EXCEED;
      case 0xD -> OVERFLOWING;
      case 0xE -> BEGIN_OF_LAST;
      default -> END_OF_LAST;
    };
  }

  private static Qualifier ofSecond(int code) {
    if (0x01 <= code && code <= 0x0C) {
      return values()[PHASE_L1.ordinal() + code - 1];
    }
    return switch (code) {
      case 0x10 -> ABSOLUTE;
      case 0x11 -> UNSIGNED;
      case 0x12 -> BOOLEAN;
      case 0x13 -> TO_METER;
      case 0x14 -> FROM_METER;
      default -> RESERVED;
    };
  }
}
