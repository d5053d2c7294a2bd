package eu.releve.decode.mbus;

import java.util.List;

/**
 * The data that a meter has sent in one frame.
 *
 * @param header who speaks and how it is.
 * @param records in the order of the frame.
 * @param moreFollow whether the meter has another telegram to send.
 * @param manufacturerData what follows a 0F or 1F, in a layout of the maker's own.
 */
public record Telegram(
    Header header, List<DataRecord> records, boolean moreFollow, byte[] manufacturerData)
    implements MbusAnswer {
  public Telegram {
    records = List.copyOf(records);
    manufacturerData = manufacturerData.clone();
  }

  @Override
  public byte[] manufacturerData() {
    return manufacturerData.clone();
  }
}
