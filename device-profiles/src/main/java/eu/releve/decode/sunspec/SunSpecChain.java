package eu.releve.decode.sunspec;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.ModbusRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which models a SunSpec device has, and where: what must still be so before a value of it is
 * believed.
 *
 * @param base where the chain begins: the address of its marker.
 * @param headers of its models, each right behind the one before; 1 to {@link
 *     SunSpecWalk#MODELS_MAX}.
 */
public record SunSpecChain(int base, List<Header> headers) {
  private static final int MARKER_WORDS = 2;
  private static final int COMMON = 1;

  public SunSpecChain {
    headers = List.copyOf(headers);
    require(
        !headers.isEmpty() && headers.size() <= SunSpecWalk.MODELS_MAX,
        "a chain of %d models",
        headers.size());
    int next = base + MARKER_WORDS;
    for (Header header : headers) {
      require(header.address() == next, "%s is not at %d", header, next);
      next = header.end();
    }
  }

  /**
   * What stands before a model's values.
   *
   * @param number which model.
   * @param address of its first word, the number; the length follows.
   * @param words after those two.
   */
  public record Header(int number, int address, int words) {
    /** The number and the length. */
    public static final int WORDS = 2;

    public Header {
      require(0 < number && number < 0xFFFF, "model %d is none", number);
      require(
          0 <= address && 0 <= words && address + WORDS + words <= 0x1_0000,
          "model %d of %d words at %d is none",
          number,
          words,
          address);
    }

    /** The address after the model's last word. */
    public int end() {
      return address + WORDS + words;
    }

    /**
     * Whether the device still says so.
     *
     * @param bytes read from that address on.
     * @param offset of the address among them.
     */
    public boolean matches(byte[] bytes, int offset) {
      return word(bytes, offset) == number && word(bytes, offset + 2) == words;
    }

    private static int word(byte[] bytes, int offset) {
      return (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
    }

    /** Whether its values are among those that we read, and it is long enough to have them. */
    boolean isMeasuring() {
      return !Models.points(number).isEmpty() && words >= Models.words(number);
    }
  }

  /**
   * A model that is read.
   *
   * @param header where it stands.
   * @param registers what is read of it.
   */
  public record Block(Header header, List<ModbusRegister> registers) {
    public Block {
      registers = List.copyOf(registers);
    }
  }

  /**
   * The models that are read, in their order; the first is the device, others are its subunits.
   *
   * <p>What a model demands is read even where the device has not had it yet, for it may have it
   * tomorrow. The registers' resolution is not known here.
   *
   * @param known what the device is known to have besides.
   */
  public List<Block> blocks(Predicate<RegisterName> known) {
    List<Block> blocks = new ArrayList<>();
    for (Header header : headers) {
      if (header.isMeasuring()) {
        blocks.add(block(header, blocks.size(), known));
      }
    }
    return List.copyOf(blocks);
  }

  private static Block block(Header header, int subunit, Predicate<RegisterName> known) {
    int phases = Models.phases(header.number());
    return new Block(
        header,
        Models.points(header.number()).stream()
            .filter(point -> point.fits(phases))
            .filter(point -> point.demanded() || known.test(point.name(subunit)))
            .map(point -> point.at(header.address(), subunit, Resolution.ONE_STEP))
            .toList());
  }

  /** Whether values of that model are read. */
  public static boolean isRead(int model) {
    return !Models.points(model).isEmpty();
  }

  /** Whether nothing of it is read. */
  public boolean isMute() {
    return headers.stream().noneMatch(Header::isMeasuring);
  }

  /** Which models it has and which of them are not read, for people. */
  public String words() {
    List<String> skipped =
        headers.stream()
            .filter(header -> header.number() != COMMON && !header.isMeasuring())
            .map(SunSpecChain::named)
            .toList();
    String all =
        headers.stream()
            .map(header -> Integer.toString(header.number()))
            .collect(Collectors.joining(", "));
    return "SunSpec at %d, models %s".formatted(base, all)
        + (skipped.isEmpty() ? "" : "; not read: " + String.join(", ", skipped));
  }

  private static String named(Header header) {
    return Models.points(header.number()).isEmpty()
        ? Integer.toString(header.number())
        : header.number() + " (of " + header.words() + " words only)";
  }

  /** In the form that {@link #parse} reads: {@code 40000 1:66 103:50}. */
  @Override
  public String toString() {
    return base
        + headers.stream()
            .map(header -> " " + header.number() + ":" + header.words())
            .collect(Collectors.joining());
  }

  /**
   * What {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when the text has another form.
   */
  public static SunSpecChain parse(String text) {
    String[] parts = text.split(" ", -1);
    int base = Integer.parseInt(parts[0]);
    int next = base + MARKER_WORDS;
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split(":", -1);
      require(pair.length == 2, "'%s' is not MODEL:WORDS", parts[i]);
      Header header = new Header(Integer.parseInt(pair[0]), next, Integer.parseInt(pair[1]));
      headers.add(header);
      next = header.end();
    }
    return new SunSpecChain(base, headers);
  }
}
