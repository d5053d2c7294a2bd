package eu.releve.decode.p1;

import java.util.OptionalInt;

/** Whose rules a meter's telegrams follow, as far as they differ. */
public enum P1Market {
  /** eMUCS: it states its version in 0-0:96.1.4. */
  BELGIUM,
  /** DSMR: it counts by two tariffs and has no total. */
  NETHERLANDS,
  /** One that has totals of its own: Luxembourg and others. */
  OTHER;

  /** Which tariff counts by day, or at the normal price; nothing where no norm says it. */
  public OptionalInt dayTariff() {
    return switch (this) {
      case BELGIUM -> OptionalInt.of(1);
      case NETHERLANDS -> OptionalInt.of(2);
      case OTHER -> OptionalInt.empty();
    };
  }
}
