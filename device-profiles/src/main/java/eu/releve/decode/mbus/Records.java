package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.mbus.Meaning.What;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of a telegram.
 *
 * @param read in their order.
 * @param moreFollow whether another telegram is to be asked for.
 * @param manufacturerData the rest, in the maker's own layout.
 */
record Records(List<DataRecord> read, boolean moreFollow, byte[] manufacturerData) {
  private static final int FILLER = 0x2F;

  static Records read(Bytes bytes) throws MalformedException {
    bytes.beginRecords();
    List<DataRecord> records = new ArrayList<>();
    while (bytes.remaining() > 0) {
      int offset = bytes.position();
      int first = bytes.next("data information");
      if (first == 0x0F || first == 0x1F) {
        return new Records(records, first == 0x1F, bytes.rest());
      }
      if (first == FILLER) {
        continue;
      }
      if ((first & 0x0F) == 0x0F) {
        throw new MalformedException(
            Refusal.DATA_INFORMATION, offset, "data information %02X".formatted(first));
      }
      records.add(record(offset, first, bytes));
    }
    return new Records(records, false, new byte[0]);
  }

  /**
   * Records that may be cipher text: every one must be known to the norm and have a value.
   *
   * <p>Cipher text of a few blocks hardly ever passes for records, and hardly ever for known ones.
   */
  static Records readDoubtful(Bytes bytes) throws MalformedException {
    int from = bytes.position();
    try {
      Records records = read(bytes);
      if (!records.read().isEmpty() && records.read().stream().allMatch(Records::isKnown)) {
        return records;
      }
    } catch (MalformedException cipherText) {
      throw encrypted(from);
    }
    throw encrypted(from);
  }

  private static MalformedException encrypted(int from) {
    return new MalformedException(
        Refusal.ENCRYPTED, from, "encrypted in a way that the norm does not know");
  }

  private static boolean isKnown(DataRecord record) {
    return record.meaning().what() != What.UNKNOWN
        && !record.qualifiers().contains(Qualifier.RESERVED)
        && !(record.value() instanceof MbusValue.Invalid && record.meaning().form() != Form.POINT);
  }

  private static DataRecord record(int offset, int first, Bytes bytes) throws MalformedException {
    DataInformation information = DataInformation.read(first, bytes);
    ValueInformation meant = ValueInformation.read(bytes);
    int head = bytes.position() - offset;
    DataField field = DataField.read(information.field(), bytes);
    MbusValue value =
        meant.error().isPresent()
            ? new MbusValue.Absent(meant.error().get())
            : field.value(meant.meaning());
    return new DataRecord(
        offset,
        head,
        bytes.position() - offset,
        information.function(),
        information.storage(),
        information.tariff(),
        information.subunit(),
        meant.meaning(),
        meant.qualifiers(),
        field.bytes(),
        value);
  }
}
