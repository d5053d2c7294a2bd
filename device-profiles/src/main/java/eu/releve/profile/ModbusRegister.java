package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One register of a Modbus meter.
 *
 * @param name which of the meter's registers.
 * @param function 3 (holding) or 4 (input).
 * @param address 0-based, as on the wire.
 * @param type how its words make a number.
 * @param words how many words it takes; the type's own number but for {@link DataType#ASCII}, which
 *     may have 1 to 16.
 * @param order in which order words, and bytes within a word, come.
 * @param scale what to multiply the number with to get the unit; not zero, at most 18 digits and 18
 *     places.
 * @param unit the unit after scaling.
 * @param resolution the smallest difference it can tell, in steps of its quantity.
 * @param unavailable raw contents (the register's bytes as on the wire, in capital hex) that mean
 *     "no value"; {@link #NOT_A_NUMBER} stands for every content of a float that is no number.
 * @param exponentAt the address of a signed word of the same function: the number is multiplied
 *     with ten to its power too. Both are read in one answer, or they may not belong together.
 * @param bits which bits of a whole number are the value; nothing for all.
 */
public record ModbusRegister(
    RegisterName name,
    int function,
    int address,
    DataType type,
    int words,
    WordOrder order,
    BigDecimal scale,
    Unit unit,
    Resolution resolution,
    List<String> unavailable,
    Optional<Integer> exponentAt,
    Optional<Bits> bits)
    implements RegisterSource {
  /** In {@link #unavailable}: whatever a float holds that is not a number. */
  public static final String NOT_A_NUMBER = "nan";

  private static final int TEXT_WORDS_MAX = 16;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  public ModbusRegister {
    require(function == 3 || function == 4, "%s: function %d is not 3 or 4", name, function);
    require(0 <= address && address <= 0xFFFF, "%s: address %d is not in 0..65535", name, address);
    require(scale.signum() != 0, "%s: scale is zero", name);
    require(unit.measures(name.quantity()), "%s: %s is not its unit", name, unit.symbol());
    require(
        type == DataType.ASCII ? 1 <= words && words <= TEXT_WORDS_MAX : words == type.words(),
        "%s: %d words do not make a %s",
        name,
        words,
        type);
    require(address + words <= 0x1_0000, "%s: ends after address 65535", name);
    require(Math.abs(scale.scale()) <= 18 && scale.precision() <= 18, "%s: scale %s", name, scale);
    int digits = 4 * words;
    for (String raw : unavailable) {
      require(
          raw.matches("[0-9A-F]{%d}".formatted(digits))
              || (raw.equals(NOT_A_NUMBER) && type.isFloating()),
          "%s: unavailable '%s' is not %d digits of 0-9A-F",
          name,
          raw,
          digits);
    }
    unavailable = List.copyOf(unavailable);
    exponentAt.ifPresent(at -> requireExponent(name, address, words, at));
    bits.ifPresent(
        wanted ->
            require(
                type.isUnsigned() && wanted.last() < 16 * type.words(),
                "%s: a %s has no bits %s",
                name,
                type,
                wanted));
  }

  /** A register whose number is the value, all of it. */
  public ModbusRegister(
      RegisterName name,
      int function,
      int address,
      DataType type,
      WordOrder order,
      BigDecimal scale,
      Unit unit,
      Resolution resolution,
      List<String> unavailable) {
    this(
        name,
        function,
        address,
        type,
        type.words(),
        order,
        scale,
        unit,
        resolution,
        unavailable,
        Optional.empty(),
        Optional.empty());
  }

  /** The same register of a meter with another order of words and bytes; text has none. */
  public ModbusRegister ordered(WordOrder otherwise) {
    return type == DataType.ASCII
        ? this
        : as(type, otherwise, unavailable.stream().map(raw -> ordered(raw, otherwise)).toList());
  }

  /** The same words with a sign in place of none, or none in place of one; nothing of the rest. */
  public Optional<ModbusRegister> signedOtherwise() {
    return bits.isPresent()
        ? Optional.empty()
        : type.signedOtherwise().map(other -> as(other, order, unavailable));
  }

  private ModbusRegister as(DataType otherwise, WordOrder in, List<String> without) {
    return new ModbusRegister(
        name,
        function,
        address,
        otherwise,
        words,
        in,
        scale,
        unit,
        resolution,
        without,
        exponentAt,
        bits);
  }

  /** The content that means the same in the other order. */
  private String ordered(String raw, WordOrder otherwise) {
    return raw.equals(NOT_A_NUMBER)
        ? raw
        : HEX.formatHex(otherwise.exchanged(order.exchanged(HEX.parseHex(raw))));
  }

  private static void requireExponent(RegisterName name, int address, int words, int at) {
    require(0 <= at && at <= 0xFFFF, "%s: address %d is not in 0..65535", name, at);
    require(at < address || at >= address + words, "%s: holds its own exponent", name);
    int span = Math.max(at + 1, address + words) - Math.min(at, address);
    require(span <= Access.Modbus.WORDS_MAX, "%s: its exponent is %d words apart", name, span);
  }

  /** How the bytes of a register make a number. */
  public enum DataType {
    U16(1),
    I16(1),
    U32(2),
    I32(2),
    U64(4),
    I64(4),
    FLOAT32(2),
    FLOAT64(4),
    /** Decimal digits, four to a word. */
    BCD16(1),
    BCD32(2),
    BCD64(4),
    /** A decimal number as text, two characters to a word; blanks and zero bytes around it. */
    ASCII(4);

    private final int words;

    DataType(int words) {
      this.words = words;
    }

    /** How many 16-bit words it takes, where a register does not say otherwise. */
    public int words() {
      return words;
    }

    /** Whether it is a binary floating-point number. */
    public boolean isFloating() {
      return this == FLOAT32 || this == FLOAT64;
    }

    /** Whether it is a whole binary number that is never negative. */
    public boolean isUnsigned() {
      return this == U16 || this == U32 || this == U64;
    }

    /** The whole binary number of the same size with, or without, a sign. */
    public Optional<DataType> signedOtherwise() {
      return switch (this) {
        case U16 -> Optional.of(I16);
        case U32 -> Optional.of(I32);
        case U64 -> Optional.of(I64);
        case I16 -> Optional.of(U16);
        case I32 -> Optional.of(U32);
        case I64 -> Optional.of(U64);
        case FLOAT32, FLOAT64, BCD16, BCD32, BCD64, ASCII -> Optional.empty();
      };
    }
  }

  /** In which order the words of a number, and the bytes of a word, come. */
  public enum WordOrder {
    /** ABCD, as the protocol has it. */
    HIGH_FIRST(false, false),
    /** CDAB: the low word first. */
    LOW_FIRST(true, false),
    /** BADC: the bytes of each word exchanged. */
    HIGH_FIRST_SWAPPED(false, true),
    /** DCBA: little-endian throughout. */
    LOW_FIRST_SWAPPED(true, true);

    private final boolean lowWordFirst;
    private final boolean bytesSwapped;

    WordOrder(boolean lowWordFirst, boolean bytesSwapped) {
      this.lowWordFirst = lowWordFirst;
      this.bytesSwapped = bytesSwapped;
    }

    /** Whether the word of the least value comes first. */
    public boolean lowWordFirst() {
      return lowWordFirst;
    }

    /** Whether the byte of less value comes first within a word. */
    public boolean bytesSwapped() {
      return bytesSwapped;
    }

    /** The bytes of whole words, exchanged between this order and the plain one; a copy. */
    public byte[] exchanged(byte[] bytes) {
      byte[] exchanged = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        int word = lowWordFirst ? bytes.length / 2 - 1 - i / 2 : i / 2;
        exchanged[2 * word + (bytesSwapped ? 1 - i % 2 : i % 2)] = bytes[i];
      }
      return exchanged;
    }
  }

  /**
   * A field of bits, counted from the one of least value.
   *
   * @param first 0 to 63.
   * @param last not before the first, less than 63 bits away.
   */
  public record Bits(int first, int last) {
    public Bits {
      require(
          0 <= first && first <= last && last <= 63 && last - first < 63,
          "bits %d-%d are not a field",
          first,
          last);
    }

    /** The field's value. */
    public long of(long number) {
      return number >>> first & ((1L << (last - first + 1)) - 1);
    }

    /** Whether both have a bit in common. */
    public boolean overlaps(Bits other) {
      return first <= other.last && other.first <= last;
    }

    @Override
    public String toString() {
      return first + "-" + last;
    }
  }

  /** The address after its last word. */
  public int end() {
    return address + words;
  }

  /** The first address that must be in the answer from which it is read. */
  public int from() {
    return Math.min(address, exponentAt.orElse(address));
  }

  /** The address after the last that must be in the answer from which it is read. */
  public int until() {
    return Math.max(end(), exponentAt.map(at -> at + 1).orElse(0));
  }

  /** Whether both claim a word that is not divided between them bit by bit. */
  public boolean overlaps(ModbusRegister other) {
    if (function != other.function || address >= other.end() || other.address >= end()) {
      return false;
    }
    return address != other.address
        || type != other.type
        || bits.isEmpty()
        || other.bits.isEmpty()
        || bits.get().overlaps(other.bits.get());
  }
}
