package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.corpus.CorpusTelegram;
import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Obstacle;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openmuc.jmbus.DecodingException;
import org.openmuc.jmbus.VariableDataStructure;

/** jmbus 3.3.0 reads every record as we do, or the difference is explained in a table. */
class JmbusDifferenceTest {
  private static final int NO_HEADER = 0x78;
  private static final String NOT_COMPARED = " / not compared";

  private int telegrams;
  private int records;

  @Test
  void everyRecordThatJmbusReadsOtherwiseAndEveryTelegramThatItIsNotGivenIsListed() {
    Map<String, String> listed = new TreeMap<>();
    for (String[] row : Tables.rows("/mbus/jmbus-differences.txt", 4)) {
      listed.put(row[0] + " | " + row[1], row[2]);
    }
    Map<String, String> found = new LinkedHashMap<>();
    Wireless wireless = new Wireless(new BoundedFormats());
    for (CorpusTelegram telegram : CorpusTelegram.all()) {
      String all = telegram.name() + " | -";
      switch (opened(telegram, wireless)) {
        case Opening.Opened opened -> compare(telegram.name(), opened, found);
        case Opening.Waiting waiting -> found.put(all, "a fragment" + NOT_COMPARED);
        case Opening.Refused refused -> found.put(all, refused.why() + NOT_COMPARED);
      }
    }
    long without = found.values().stream().filter(what -> what.endsWith(NOT_COMPARED)).count();
    System.out.println(
        "jmbus: %d telegrams, %d records compared, %d differences, %d telegrams not compared"
            .formatted(telegrams, records, found.size() - without, without));
    assertThat(telegrams).isGreaterThan(250);
    assertThat(records).isGreaterThan(2_400);
    assertThat(new TreeMap<>(found)).isEqualTo(listed);
  }

  private static Opening opened(CorpusTelegram telegram, Wireless wireless) {
    if (!telegram.wired()) {
      return WirelessFrame.guess(telegram.bytes()) instanceof WirelessFrame.Whole whole
          ? wireless.open(whole.frame(), telegram.key())
          : new Opening.Refused(Obstacle.CUT, "no telegram");
    }
    return switch (MbusFrame.parse(telegram.bytes())) {
      case MbusFrame.LongFrame frame -> wireless.open(frame, telegram.key());
      case MbusFrame.Broken broken -> new Opening.Refused(Obstacle.CHECKSUM, broken.detail());
      case MbusFrame.ShortFrame other -> new Opening.Refused(Obstacle.NO_DATA, "short");
      case MbusFrame.Acknowledgement other -> new Opening.Refused(Obstacle.NO_DATA, "E5");
    };
  }

  /** Headers apart: jmbus refuses what is decrypted already. */
  private void compare(String name, Opening.Opened opened, Map<String, String> found) {
    int header = headerBytes(opened.information());
    if (header < 0 || header > opened.data().length) {
      found.put(name + " | -", "CI %02X".formatted(opened.information()) + NOT_COMPARED);
      return;
    }
    telegrams++;
    byte[] data = opened.data();
    Optional<List<org.openmuc.jmbus.DataRecord>> theirs = theirs(data, behind(data, header));
    if (!(opened.answer() instanceof Telegram telegram)) {
      theirs.ifPresent(read -> found.put(name + " | -", "refused / " + read.size() + " records"));
      return;
    }
    List<DataRecord> ours =
        telegram.records().stream().filter(record -> record.headSize() > 0).toList();
    if (theirs.isEmpty()) {
      found.put(name + " | -", ours.size() + " records / refused");
      return;
    }
    if (ours.size() != theirs.get().size()) {
      found.put(name + " | -", ours.size() + " records / " + theirs.get().size() + " records");
    }
    for (int i = 0; i < Math.min(ours.size(), theirs.get().size()); i++) {
      records++;
      String own = JmbusReading.ours(ours.get(i));
      String other = JmbusReading.theirs(theirs.get().get(i), ours.get(i));
      if (!own.equals(other)) {
        found.put(name + " | " + i, own + " / " + other);
      }
    }
  }

  private static int headerBytes(int information) {
    return switch (information) {
      case 0x72 -> 12;
      case 0x7A -> 4;
      case NO_HEADER -> 0;
      default -> -1;
    };
  }

  /** Mode 7 has a byte before the data. */
  private static int behind(byte[] data, int header) {
    boolean mode7 = header > 0 && (data[header - 1] & 0x1F) == 7;
    return mode7 && data.length > header + 1 && data[header + 1] == 0x2F ? header + 1 : header;
  }

  /** It throws unchecked exceptions too. */
  private static Optional<List<org.openmuc.jmbus.DataRecord>> theirs(byte[] data, int from) {
    byte[] plain = new byte[data.length - from + 1];
    System.arraycopy(data, from, plain, 1, data.length - from);
    plain[0] = NO_HEADER;
    VariableDataStructure decoder =
        new VariableDataStructure(plain, 0, plain.length, null, Map.of());
    try {
      decoder.decode();
      return Optional.of(decoder.getDataRecords());
    } catch (DecodingException | RuntimeException refused) {
      return Optional.empty();
    }
  }
}
