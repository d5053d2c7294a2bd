package eu.releve.decode.mbus;

import eu.releve.decode.mbus.DataRecord.Function;
import java.util.ArrayList;
import java.util.List;

/**
 * Qundis' block of 53 bytes behind FF 5F: a code of the primary table says what is counted; the
 * total, the value of the last year's end and that of the last month's end follow, each with its
 * date.
 */
final class Qundis {
  private static final String HEAD = "0DFF5F";
  private static final int BLOCK = 0x35;
  private static final int CODE = 9;
  private static final int TOTAL = 12;
  private static final int YEAR = 16;
  private static final int MONTH = 22;

  /** The storage that the long telegrams of these meters give to the last month's end. */
  private static final int MONTH_STORAGE = 17;

  private Qundis() {}

  /** The records with those of the block behind each block. */
  static List<DataRecord> opened(List<DataRecord> records) {
    List<DataRecord> opened = new ArrayList<>(records);
    for (DataRecord record : records) {
      if (isBlock(record)) {
        byte[] block = record.data();
        // Variable data were turned into reading order by nobody: low byte first, as sent.
        int base = record.offset() + record.size() - block.length;
        Meaning meaning = Vif.primary(block[CODE] & 0x7F);
        new MakerRecords(block, base)
            .decimal(TOTAL, 4, meaning, 0)
            .day(YEAR, 1)
            .decimal(YEAR + 2, 4, meaning, 1)
            .day(MONTH, MONTH_STORAGE)
            .decimal(MONTH + 2, 4, meaning, MONTH_STORAGE)
            .all()
            .ifPresent(opened::addAll);
      }
    }
    return opened;
  }

  private static boolean isBlock(DataRecord record) {
    return record.function() == Function.INSTANTANEOUS
        && record.headSize() == HEAD.length() / 2
        && record.meaning().what() == Meaning.What.MANUFACTURER_SPECIFIC
        && record.data().length == BLOCK;
  }
}
