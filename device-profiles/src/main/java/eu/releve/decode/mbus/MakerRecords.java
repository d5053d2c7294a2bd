package eu.releve.decode.mbus;

import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.mbus.Meaning.What;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Records made from a maker's own layout; a field that lies outside the data makes the whole layout
 * another one.
 */
final class MakerRecords {
  private final byte[] data;
  private final int base;
  private final List<DataRecord> records = new ArrayList<>();
  private final List<Qualifier> qualifiers;
  private boolean cut;

  /**
   * Nothing yet.
   *
   * @param data the bytes of the layout.
   * @param base what their first byte's offset is after the CI field.
   * @param qualifiers what the layout says of every record.
   */
  MakerRecords(byte[] data, int base, Qualifier... qualifiers) {
    this.data = data;
    this.base = base;
    this.qualifiers = List.of(qualifiers);
  }

  /** All of them; nothing when a field was outside the data. */
  Optional<List<DataRecord>> all() {
    return cut ? Optional.empty() : Optional.of(List.copyOf(records));
  }

  /** A number without sign, low byte first. */
  MakerRecords number(int at, int length, Meaning meaning, long storage) {
    return holds(at, length)
        ? value(at, length, meaning, storage, Numbers.unsigned(field(at, length)))
        : this;
  }

  /** The largest so far, low byte first. */
  MakerRecords maximum(int at, int length, Meaning meaning, long storage) {
    if (!holds(at, length)) {
      return this;
    }
    number(at, length, meaning, storage);
    DataRecord present = records.removeLast();
    records.add(
        new DataRecord(
            present.offset(),
            0,
            length,
            Function.MAXIMUM,
            storage,
            0,
            0,
            meaning,
            qualifiers,
            present.data(),
            present.value()));
    return this;
  }

  /** A number without sign, high byte first. */
  MakerRecords highFirst(int at, int length, Meaning meaning, long storage) {
    if (!holds(at, length)) {
      return this;
    }
    byte[] field = field(at, length);
    Bytes.reverse(field);
    return value(at, length, meaning, storage, Numbers.unsigned(field));
  }

  /** A part of a number without sign: divided by so much. */
  MakerRecords quotient(int at, int length, int divisor, Meaning meaning, long storage) {
    if (!holds(at, length)) {
      return this;
    }
    BigDecimal whole = meaning.value(Numbers.unsigned(field(at, length)));
    BigDecimal part = whole.divide(BigDecimal.valueOf(divisor), MathContext.DECIMAL64);
    return add(at, length, meaning, storage, new MbusValue.Exact(part));
  }

  /** The sum of two numbers of one length without sign. */
  MakerRecords sum(int at, int other, int length, Meaning meaning) {
    if (!holds(at, length) || !holds(other, length)) {
      return this;
    }
    long sum = Numbers.unsigned(field(at, length)) + Numbers.unsigned(field(other, length));
    return value(at, other + length - at, meaning, 0, sum);
  }

  /** A packed decimal, low byte first. */
  MakerRecords decimal(int at, int length, Meaning meaning, long storage) {
    if (!holds(at, length)) {
      return this;
    }
    OptionalLong number = Numbers.decimal(field(at, length), false);
    MbusValue value =
        number.isPresent()
            ? new MbusValue.Exact(meaning.value(number.getAsLong()))
            : new MbusValue.Invalid("no decimal digits");
    return add(at, length, meaning, storage, value);
  }

  /** A date of type G. */
  MakerRecords day(int at, long storage) {
    return holds(at, 2)
        ? add(at, 2, Meaning.of(What.DATE, Form.POINT), storage, Dates.day(field(at, 2)))
        : this;
  }

  MakerRecords add(int at, int length, Meaning meaning, long storage, MbusValue value) {
    records.add(
        new DataRecord(
            base + at,
            0,
            length,
            Function.INSTANTANEOUS,
            storage,
            0,
            0,
            meaning,
            qualifiers,
            field(at, length),
            value));
    return this;
  }

  private MakerRecords value(int at, int length, Meaning meaning, long storage, long number) {
    return add(at, length, meaning, storage, new MbusValue.Exact(meaning.value(number)));
  }

  private boolean holds(int at, int length) {
    boolean inside = at + length <= data.length;
    cut |= !inside;
    return inside;
  }

  private byte[] field(int at, int length) {
    return Arrays.copyOfRange(data, at, at + length);
  }
}
