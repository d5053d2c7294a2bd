package eu.releve.profile;

import static eu.releve.measure.Require.require;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Something that a meter of a family answers and others do not. */
public sealed interface Fingerprint {
  /**
   * The contents of registers.
   *
   * @param function 3 (holding) or 4 (input).
   * @param address 0-based, as on the wire.
   * @param contents one of them, as bytes on the wire in capital hex, all of the same whole number
   *     of words, 1 to 32.
   */
  record Contents(int function, int address, List<String> contents) implements Fingerprint {
    private static final int WORDS_MAX = 32;

    public Contents {
      contents = List.copyOf(contents);
      require(function == 3 || function == 4, "function %d is not 3 or 4", function);
      require(!contents.isEmpty(), "a fingerprint without contents");
      int digits = contents.getFirst().length();
      for (String one : contents) {
        require(
            one.matches("[0-9A-F]+") && one.length() == digits && digits % 4 == 0,
            "'%s' is not words of 0-9A-F, as many as the first's",
            one);
      }
      require(digits / 4 <= WORDS_MAX, "%d words are more than 32", digits / 4);
      require(0 <= address && address + digits / 4 <= 0x1_0000, "address %d is not one", address);
    }

    /** How many words are read for it. */
    public int words() {
      return contents.getFirst().length() / 4;
    }

    /** Whether these are the bytes of the registers. */
    public boolean matches(byte[] bytes) {
      return contents.contains(HexFormat.of().withUpperCase().formatHex(bytes));
    }
  }

  /**
   * An object of the device identification of function 43/14 (Modbus Application Protocol V1.1b3,
   * 6.21).
   *
   * @param object 0 (vendor), 1 (product code), 2 (revision) to 127.
   * @param contains one of these texts is part of it, without regard to capitals.
   */
  record DeviceObject(int object, List<String> contains) implements Fingerprint {
    public DeviceObject {
      contains = List.copyOf(contains);
      require(0 <= object && object <= 127, "object %d is not 0 to 127", object);
      require(
          !contains.isEmpty() && contains.stream().noneMatch(String::isBlank),
          "a fingerprint without text");
    }

    /** Whether that is what the meter's object says. */
    public boolean matches(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      return contains.stream().anyMatch(part -> lower.contains(part.toLowerCase(Locale.ROOT)));
    }
  }
}
