package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value information block: one code and its chain of extensions.
 *
 * @param meaning with the multiplying and the redefining extensions taken in.
 * @param qualifiers what the other extensions say, in their order.
 * @param error the meter's own error for the record.
 */
record ValueInformation(Meaning meaning, List<Qualifier> qualifiers, Optional<RecordError> error) {
  private static final int EXTENDED = 0x80;
  private static final int CODE = 0x7F;
  private static final int CHAIN_MAX = 10;
  private static final int MANUFACTURER = 0x7F;
  private static final int SECOND_TABLE = 0x7C;
  private static final Unit[] DURATIONS = {Unit.S, Unit.MIN, Unit.H, Unit.D};

  static ValueInformation read(Bytes bytes) throws MalformedException {
    int first = bytes.next("value information");
    return switch (first) {
      case 0xFB -> behindFb(bytes);
      case 0xFD -> behindFd(bytes);
      case 0xEF -> behindReserved(bytes);
      case 0x7C, 0xFC -> new Chain(bytes, unitOfText(bytes)).read(first, 0);
      default -> {
        Meaning meaning = Vif.primary(first & CODE);
        yield (first & EXTENDED) == 0
            ? new ValueInformation(meaning, List.of(), Optional.empty())
            : new Chain(bytes, meaning).read(first, 0);
      }
    };
  }

  private static ValueInformation behindFb(Bytes bytes) throws MalformedException {
    int second = bytes.next("value information");
    return new Chain(bytes, VifFb.meaning(second & CODE)).read(second, 1);
  }

  private static ValueInformation behindFd(Bytes bytes) throws MalformedException {
    int second = bytes.next("value information");
    if (second == 0xFD) {
      int third = bytes.next("value information");
      return new Chain(bytes, VifFd.secondLevel(third & CODE)).read(third, 2);
    }
    return new Chain(bytes, VifFd.meaning(second & CODE)).read(second, 1);
  }

  private static ValueInformation behindReserved(Bytes bytes) throws MalformedException {
    int second = bytes.next("value information");
    return new Chain(bytes, Meaning.UNKNOWN).read(second, 1);
  }

  /** The text stands right behind the code, its last character first. */
  private static Meaning unitOfText(Bytes bytes) throws MalformedException {
    byte[] text = bytes.plain(bytes.next("length of the unit's text"), "the unit's text");
    return Meaning.inTextUnit(DataField.text(text));
  }

  /** The extensions as they are read. */
  private static final class Chain {
    private final Bytes bytes;
    private final List<Qualifier> qualifiers = new ArrayList<>(2);
    private Meaning meaning;
    private Optional<RecordError> error = Optional.empty();
    private boolean foreign;
    private boolean second;

    Chain(Bytes bytes, Meaning meaning) {
      this.bytes = bytes;
      this.meaning = meaning;
      this.foreign = meaning.what() == What.MANUFACTURER_SPECIFIC;
    }

    ValueInformation read(int last, int already) throws MalformedException {
      int extension = last;
      for (int count = already; (extension & EXTENDED) != 0; count++) {
        if (count == CHAIN_MAX) {
          throw new MalformedException(
              Refusal.VALUE_EXTENSIONS, bytes.position(), "more than 10 value extensions");
        }
        extension = bytes.next("value extension");
        take(extension & CODE);
      }
      if (second) {
        // 7C leads to another table and nothing follows: what the record means is not known.
        qualifiers.add(Qualifier.RESERVED);
      }
      return new ValueInformation(meaning, qualifiers, error);
    }

    private void take(int code) {
      if (foreign) {
        qualifiers.add(Qualifier.MANUFACTURER_SPECIFIC);
      } else if (second) {
        second = false;
        Qualifier qualifier = Qualifier.second(code);
        qualifiers.add(qualifier);
        meaning = qualifier == Qualifier.UNSIGNED ? meaning.unsigned() : meaning;
      } else if (code == MANUFACTURER) {
        foreign = true;
        qualifiers.add(Qualifier.MANUFACTURER_SPECIFIC);
      } else if (0x70 <= code && code <= 0x77) {
        meaning = meaning.times((code & 0x07) - 6);
      } else if (code == 0x7D) {
        meaning = meaning.times(3);
      } else if (RecordError.isError(code)) {
        error = Optional.of(RecordError.of(code));
      } else if (code == SECOND_TABLE) {
        second = true;
      } else if (code != 0) {
        qualify(code);
      }
    }

    private void qualify(int code) {
      Qualifier qualifier = Qualifier.first(code);
      qualifiers.add(qualifier);
      meaning =
          switch (qualifier) {
            case START_DATE,
                BEGIN_OF_FIRST,
                END_OF_FIRST,
                BEGIN_OF_LAST,
                END_OF_LAST,
                BEGIN_OF_FIRST_LOWER_EXCEED,
                END_OF_FIRST_LOWER_EXCEED,
                BEGIN_OF_LAST_LOWER_EXCEED,
                END_OF_LAST_LOWER_EXCEED,
                BEGIN_OF_FIRST_UPPER_EXCEED,
                END_OF_FIRST_UPPER_EXCEED,
                BEGIN_OF_LAST_UPPER_EXCEED,
                END_OF_LAST_UPPER_EXCEED ->
                meaning.as(Form.POINT);
            case LOWER_LIMIT_EXCEEDS, UPPER_LIMIT_EXCEEDS -> meaning.counted();
            case DURATION_OF_FIRST_LOWER_EXCEED,
                DURATION_OF_LAST_LOWER_EXCEED,
                DURATION_OF_FIRST_UPPER_EXCEED,
                DURATION_OF_LAST_UPPER_EXCEED,
                DURATION_OF_FIRST,
                DURATION_OF_LAST ->
                meaning.lasting(DURATIONS[code & 0x03]);
            // Gallons, British thermal units, degrees Fahrenheit: which one, only the meter knows.
            case NON_METRIC -> meaning.inAnotherUnit();
            case INVERSE_COMPACT_PROFILE, COMPACT_PROFILE, COMPACT_PROFILE_WITH_REGISTERS ->
                meaning.as(Form.BYTES);
            default -> meaning.per(qualifier.unit());
          };
    }
  }
}
