package eu.releve.decode.opcua;

import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import eu.releve.profile.OpcUaRegister;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The unit that a server states for a node (EUInformation, OPC 10000-8, 5.6.3): a code of UN/ECE
 * Recommendation 20 as a number, and a symbol for people.
 *
 * @param code the letters of the code, one byte each, first letter highest; 0 or less for none.
 * @param symbol as it is displayed.
 */
public record EngineeringUnit(int code, String symbol) {
  private static final Map<String, Unit> BY_CODE =
      Map.ofEntries(
          Map.entry("WHR", Unit.WH),
          Map.entry("KWH", Unit.KWH),
          Map.entry("MWH", Unit.MWH),
          Map.entry("JOU", Unit.J),
          Map.entry("KJO", Unit.KJ),
          Map.entry("3B", Unit.MJ),
          Map.entry("GV", Unit.GJ),
          Map.entry("KVH", Unit.KVARH),
          Map.entry("C79", Unit.KVAH),
          Map.entry("WTT", Unit.W),
          Map.entry("KWT", Unit.KW),
          Map.entry("MAW", Unit.MW_MEGA),
          Map.entry("D44", Unit.VAR),
          Map.entry("KVR", Unit.KVAR),
          Map.entry("D46", Unit.VA),
          Map.entry("KVA", Unit.KVA),
          Map.entry("VLT", Unit.V),
          Map.entry("KVT", Unit.KV),
          Map.entry("AMP", Unit.A),
          Map.entry("HTZ", Unit.HZ),
          Map.entry("MLT", Unit.ML),
          Map.entry("LTR", Unit.L),
          Map.entry("MTQ", Unit.M3),
          Map.entry("E32", Unit.L_PER_H),
          Map.entry("MQH", Unit.M3_PER_H),
          Map.entry("CEL", Unit.DEG_C),
          Map.entry("KEL", Unit.K),
          Map.entry("PAL", Unit.PA),
          Map.entry("BAR", Unit.BAR),
          Map.entry("C62", Unit.RATIO),
          Map.entry("P1", Unit.PERCENT),
          Map.entry("SEC", Unit.S),
          Map.entry("MIN", Unit.MIN),
          Map.entry("HUR", Unit.H),
          Map.entry("DAY", Unit.D));

  private static final Map<String, String> SPELLINGS =
      Map.of(
          "\u00B0C",
          "degC",
          "m\u00B3",
          "m3",
          "m\u00B3/h",
          "m3/h",
          "l",
          "L",
          "l/h",
          "L/h",
          "ml",
          "mL",
          "kWH",
          "kWh",
          "Kwh",
          "kWh");

  /** How a server states that unit; without a code where the recommendation has none. */
  public static EngineeringUnit of(Unit unit) {
    return BY_CODE.entrySet().stream()
        .filter(entry -> entry.getValue() == unit)
        .map(entry -> new EngineeringUnit(number(entry.getKey()), unit.symbol()))
        .findFirst()
        .orElseGet(() -> new EngineeringUnit(-1, unit.symbol()));
  }

  private static int number(String letters) {
    int number = 0;
    for (int i = 0; i < letters.length(); i++) {
      number = number << 8 | letters.charAt(i);
    }
    return number;
  }

  /** The unit that it is; nothing for one that no register of ours can have. */
  public Optional<Unit> unit() {
    Optional<Unit> byCode = Optional.ofNullable(BY_CODE.get(letters()));
    String text = symbol.strip();
    return byCode.or(() -> Unit.of(SPELLINGS.getOrDefault(text, text)));
  }

  private String letters() {
    StringBuilder letters = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int letter = code >>> shift & 0xFF;
      if (letter != 0) {
        letters.append((char) letter);
      }
    }
    return letters.toString();
  }

  /**
   * Why a register of the plan cannot be what the node holds; nothing where both agree, or where
   * the server's unit is none that could be compared.
   *
   * <p>The server may state the unit of the raw number or of the scaled one: either is right.
   */
  public Optional<String> objection(OpcUaRegister register) {
    Optional<Unit> its = unit();
    if (its.isEmpty()) {
      return Optional.empty();
    }
    Quantity quantity = register.name().quantity();
    if (its.get().measures(quantity)) {
      BigDecimal raw = its.get().stepsOf(quantity);
      BigDecimal planned = register.unit().stepsOf(quantity);
      if (raw.compareTo(planned) == 0 || raw.compareTo(planned.multiply(register.scale())) == 0) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "the plan says %s%s, the server says %s"
            .formatted(
                register.unit().symbol(),
                register.scale().compareTo(BigDecimal.ONE) == 0 ? "" : " x " + register.scale(),
                its.get().symbol()));
  }

  /**
   * What an installer may take a node for: of the quantities that have this unit, the one whose
   * words are in the node's name, else the first.
   */
  public Optional<Quantity> suggestion(String name) {
    return unit().flatMap(its -> suggested(its, name.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Quantity> suggested(Unit unit, String name) {
    Optional<Quantity> best = Optional.empty();
    long most = -1;
    for (Quantity quantity : Quantity.values()) {
      long words = Arrays.stream(quantity.id().split("-", -1)).filter(name::contains).count();
      if (unit.measures(quantity) && words > most) {
        best = Optional.of(quantity);
        most = words;
      }
    }
    return best;
  }
}
