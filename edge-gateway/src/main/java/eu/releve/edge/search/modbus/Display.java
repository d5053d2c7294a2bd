package eu.releve.edge.search.modbus;

import static eu.releve.measure.Require.require;

import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.RegisterReader;
import eu.releve.decode.modbus.Transformers;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The energy that a meter's display shows, and which byte orders give it.
 *
 * @param kilowattHours as it stands there: with its decimals, at least three digits that count.
 */
public record Display(BigDecimal kilowattHours) {
  private static final int DIGITS_MIN = 3;

  /** So much may have been counted since it was read off, and never more than a two-hundredth. */
  private static final BigDecimal COUNTED_WATT_HOURS_MAX = BigDecimal.valueOf(1_000);

  private static final BigDecimal COUNTED_SHARE_MAX = new BigDecimal("0.005");

  public Display {
    require(
        kilowattHours.signum() > 0
            && kilowattHours.stripTrailingZeros().precision() + Math.max(0, trailing(kilowattHours))
                >= DIGITS_MIN,
        "%s has less than three digits",
        kilowattHours);
  }

  /** Zeros before the point count too: 1500 has four digits. */
  private static int trailing(BigDecimal number) {
    return -number.stripTrailingZeros().scale();
  }

  /**
   * The orders in which the register's bytes are that number; each that reads otherwise once.
   *
   * @param register of energy.
   * @param bytes from its first word, its exponent included, as {@link ModbusRegister#from} says.
   */
  List<WordOrder> orders(ModbusRegister register, byte[] bytes) {
    List<WordOrder> fitting = new ArrayList<>();
    Set<List<Byte>> read = new HashSet<>();
    int offset = 2 * (register.address() - register.from());
    byte[] wire = Arrays.copyOfRange(bytes, offset, offset + 2 * register.words());
    List<WordOrder> orders = new ArrayList<>(List.of(register.order()));
    Arrays.stream(WordOrder.values()).filter(order -> !orders.contains(order)).forEach(orders::add);
    for (WordOrder order : orders) {
      if (read.add(boxed(order.exchanged(wire)))
          && new RegisterReader(ordered(register, order), Transformers.NONE).read(bytes, offset)
              instanceof Outcome.Value value
          && shows(value.steps())) {
        fitting.add(order);
      }
    }
    return fitting;
  }

  /** Whether the display shows that many Wh, cut off or rounded, now or a moment ago. */
  private boolean shows(long wattHours) {
    BigDecimal shown = kilowattHours.movePointRight(3);
    BigDecimal last = BigDecimal.ONE.movePointLeft(kilowattHours.scale()).movePointRight(3);
    BigDecimal since =
        shown.multiply(COUNTED_SHARE_MAX, MathContext.DECIMAL64).min(COUNTED_WATT_HOURS_MAX);
    BigDecimal more = BigDecimal.valueOf(wattHours).subtract(shown);
    return more.compareTo(last.negate()) > 0 && more.compareTo(last.add(since)) < 0;
  }

  private static ModbusRegister ordered(ModbusRegister register, WordOrder order) {
    return new ModbusRegister(
        register.name(),
        register.function(),
        register.address(),
        register.type(),
        register.words(),
        order,
        register.scale(),
        register.unit(),
        register.resolution(),
        register.unavailable(),
        register.exponentAt(),
        register.bits());
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> boxed = new ArrayList<>();
    for (byte one : bytes) {
      boxed.add(one);
    }
    return boxed;
  }
}
