package eu.releve.decode.mbus;

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
