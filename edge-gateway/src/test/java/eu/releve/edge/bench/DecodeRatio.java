package eu.releve.edge.bench;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.Telegram;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openmuc.jmbus.DecodingException;
import org.openmuc.jmbus.VariableDataStructure;

/**
 * Telegrams per second of our decoder over those of jmbus 3.3.0, over all that both decode: the two
 * take turns, the median of the turns counts.
 *
 * <p>Ours begins with the frame and its checksum, jmbus with the control information.
 */
final class DecodeRatio {
  private static final int TURNS = 15;
  private static final int WARM_UP_TURNS = 8;
  private static final long TURN_NANOS = 300_000_000;
  private static final int CI = 6;
  private static final int BEHIND = 2;

  private final List<byte[]> telegrams;
  private long sink;

  DecodeRatio(List<byte[]> telegrams) {
    this.telegrams =
        telegrams.stream().filter(frame -> ours(frame) > 0 && theirs(frame) > 0).toList();
  }

  void run(Figures figures) {
    figures.note("mbus: %d telegrams that both decode", telegrams.size());
    double[] ours = new double[TURNS];
    double[] theirs = new double[TURNS];
    for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
      double our = perSecond(true);
      double their = perSecond(false);
      if (turn >= 0) {
        ours[turn] = our;
        theirs[turn] = their;
      }
    }
    double ratio = median(ours) / median(theirs);
    figures.note(
        "mbus: telegrams per second, ours %.0f, jmbus %.0f (%d)",
        median(ours), median(theirs), sink & 1);
    figures.figure("mbus.decode_ratio_to_jmbus", ratio, "ratio");
  }

  private double perSecond(boolean our) {
    long start = System.nanoTime();
    long done = 0;
    long elapsed;
    do {
      for (byte[] frame : telegrams) {
        sink += our ? ours(frame) : theirs(frame);
      }
      done += telegrams.size();
      elapsed = System.nanoTime() - start;
    } while (elapsed < TURN_NANOS);
    return done * 1e9 / elapsed;
  }

  private static int ours(byte[] frame) {
    return MbusAnswer.of(frame) instanceof Telegram telegram ? telegram.records().size() : 0;
  }

  private static int theirs(byte[] frame) {
    try {
      VariableDataStructure data =
          new VariableDataStructure(frame, CI, frame.length - CI - BEHIND, null, Map.of());
      data.decode();
      return data.getDataRecords().size();
    } catch (DecodingException | RuntimeException refused) {
      return 0;
    }
  }

  private static double median(double[] turns) {
    double[] sorted = turns.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
