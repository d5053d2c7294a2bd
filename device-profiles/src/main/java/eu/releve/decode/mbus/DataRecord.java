package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import java.util.List;

/**
 * One record of a telegram.
 *
 * @param offset of its first byte after the CI field.
 * @param headSize how many bytes stand before its data and the length byte of variable data.
 * @param size how many bytes it has, with its data.
 * @param function whether it is a present value, an extreme, or one from an error state.
 * @param storage 0 for the present, else the storage number; up to 41 bits.
 * @param tariff 0 for the total; up to 20 bits.
 * @param subunit 0 for the meter itself; up to 10 bits.
 * @param meaning what is measured and in which unit.
 * @param qualifiers what restricts or changes the meaning; empty for a plain value.
 * @param data the record's data field as sent.
 * @param value exact, or why there is none.
 */
public record DataRecord(
    int offset,
    int headSize,
    int size,
    Function function,
    long storage,
    int tariff,
    int subunit,
    Meaning meaning,
    List<Qualifier> qualifiers,
    byte[] data,
    MbusValue value) {
  public DataRecord {
    require(storage >= 0, "storage %d is negative", storage);
    require(tariff >= 0, "tariff %d is negative", tariff);
    require(subunit >= 0, "subunit %d is negative", subunit);
    qualifiers = List.copyOf(qualifiers);
    data = data.clone();
  }

  @Override
  public byte[] data() {
    return data.clone();
  }

  /** Whether the meaning is the whole meaning. */
  public boolean isPlain() {
    return qualifiers.isEmpty();
  }

  /** What kind of value a record holds. */
  public enum Function {
    INSTANTANEOUS,
    MAXIMUM,
    MINIMUM,
    ERROR_STATE
  }
}
