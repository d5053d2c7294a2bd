package eu.releve.edge.telegram;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Recognising;
import eu.releve.decode.mbus.Telegram;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * One register of a telegram: by the profile that recognises the meter, else by the norm.
 *
 * @param name which.
 * @param unit in which people read it.
 * @param outcome its value, or why there is none.
 */
public record RegisterLine(RegisterName name, Unit unit, Outcome outcome) {
  private static final Profiles BUNDLED = Profiles.bundled();

  /** All of a telegram, by the bundled profiles. */
  public static List<RegisterLine> of(Telegram telegram) {
    return of(telegram, BUNDLED);
  }

  /** All of a telegram, by those profiles. */
  public static List<RegisterLine> of(Telegram telegram, Profiles profiles) {
    return profileOf(telegram, profiles)
        .map(profile -> byProfile(telegram, profile))
        .orElseGet(() -> byNorm(telegram));
  }

  /** The profile that recognises the meter; the most exact where several do. */
  static Optional<Profile> profileOf(Telegram telegram) {
    return profileOf(telegram, BUNDLED);
  }

  /** The same of those profiles. */
  static Optional<Profile> profileOf(Telegram telegram, Profiles profiles) {
    return telegram.header().meter().flatMap(meter -> Recognising.profile(profiles, meter));
  }

  String step() {
    return name.quantity().step().symbol();
  }

  /** The value in the unit, or why there is none. */
  String value(RecordWords words) {
    return words.outcome(outcome, this::inUnit);
  }

  private String inUnit(long steps) {
    Quantity quantity = name.quantity();
    if (quantity == Quantity.METER_CLOCK) {
      return LocalDateTime.ofEpochSecond(steps, 0, ZoneOffset.UTC).toString();
    }
    String value =
        BigDecimal.valueOf(steps)
            .divide(unit.stepsOf(quantity), MathContext.DECIMAL64)
            .stripTrailingZeros()
            .toPlainString();
    return unit == Unit.RATIO ? value : value + " " + unit.symbol();
  }

  private static List<RegisterLine> byProfile(Telegram telegram, Profile profile) {
    return profile.access() instanceof Access.Mbus mbus
        ? MbusRegisters.of(telegram, mbus).stream().map(one -> of(one, mbus)).toList()
        : List.of();
  }

  private static RegisterLine of(Decoded decoded, Access.Mbus access) {
    Unit unit =
        access.registers().stream()
            .filter(register -> register.name().equals(decoded.name()))
            .map(MbusRegister::unit)
            .findFirst()
            .orElse(Unit.RATIO);
    return new RegisterLine(decoded.name(), unit, decoded.outcome());
  }

  private static List<RegisterLine> byNorm(Telegram telegram) {
    return MbusRegisters.all(telegram).stream()
        .map(
            found ->
                new RegisterLine(found.register().name(), found.register().unit(), found.outcome()))
        .toList();
  }
}
