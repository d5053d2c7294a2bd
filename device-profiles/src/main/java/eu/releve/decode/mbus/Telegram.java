package eu.releve.decode.mbus;

import java.util.HexFormat;
import java.util.List;

/**
 * The data that a meter has sent in one frame.
 *
 * @param header who speaks and how it is.
 * @param records in the order of the frame.
 * @param moreFollow whether the meter has another telegram to send.
 * @param manufacturerData what follows a 0F or 1F, in a layout of the maker's own.
 * @param data all bytes after the CI field, to which the records' offsets refer.
 */
public record Telegram(
    Header header,
    List<DataRecord> records,
    boolean moreFollow,
    byte[] manufacturerData,
    byte[] data)
    implements MbusAnswer {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  public Telegram {
    records = List.copyOf(records);
    manufacturerData = manufacturerData.clone();
    data = data.clone();
  }

  @Override
  public byte[] manufacturerData() {
    return manufacturerData.clone();
  }

  @Override
  public byte[] data() {
    return data.clone();
  }

  /** A record's data and value information as sent, in hex: what stands before its data. */
  public String head(DataRecord record) {
    return HEX.formatHex(data, record.offset(), record.offset() + record.headSize());
  }

  /** All bytes of a record as sent, in hex. */
  public String bytes(DataRecord record) {
    return HEX.formatHex(data, record.offset(), record.offset() + record.size());
  }
}
