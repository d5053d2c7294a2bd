package eu.releve.decode.mbus;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The heads of a telegram's records apart from their data: what compact frames leave out (EN
 * 13757-3, annex G).
 */
public final class RecordHeads {
  private static final int FILLER = 0x2F;
  private static final int BYTES_MAX = 250;

  private RecordHeads() {}

  /**
   * Data and value information of all records, one behind the other; nothing where records cannot
   * be told apart, where there are none, or where data of the maker's follow.
   *
   * @param records behind the header, plain; fillers between them do not count.
   */
  public static Optional<byte[]> of(byte[] records) {
    ByteArrayOutputStream heads = new ByteArrayOutputStream();
    Bytes bytes = new Bytes(records, false);
    try {
      while (bytes.remaining() > 0) {
        int from = bytes.position();
        if (bytes.peek(0) == FILLER) {
          bytes.next("filler");
          continue;
        }
        int field = head(bytes);
        heads.write(records, from, bytes.position() - from);
        DataField.read(field, bytes);
      }
    } catch (MalformedException unlike) {
      return Optional.empty();
    }
    return heads.size() == 0 || heads.size() > BYTES_MAX
        ? Optional.empty()
        : Optional.of(heads.toByteArray());
  }

  /**
   * Heads and data as records again; nothing where they do not fit.
   *
   * @param heads of all records.
   * @param data of all records; what is left of them may only be fillers.
   */
  public static Optional<byte[]> join(byte[] heads, byte[] data) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    Bytes from = new Bytes(heads, false);
    Bytes values = new Bytes(data, false);
    try {
      while (from.remaining() > 0) {
        int head = from.position();
        int field = head(from);
        records.write(heads, head, from.position() - head);
        int value = values.position();
        DataField.read(field, values);
        records.write(data, value, values.position() - value);
      }
    } catch (MalformedException unlike) {
      return Optional.empty();
    }
    for (byte left : values.rest()) {
      if (left != FILLER) {
        return Optional.empty();
      }
    }
    return Optional.of(records.toByteArray());
  }

  /** Steps over a head and says how its data are coded. */
  private static int head(Bytes bytes) throws MalformedException {
    int first = bytes.next("data information");
    if ((first & 0x0F) == 0x0F) {
      throw new MalformedException(Refusal.DATA_INFORMATION, bytes.position(), "special");
    }
    DataInformation information = DataInformation.read(first, bytes);
    ValueInformation.read(bytes);
    return information.field();
  }
}
