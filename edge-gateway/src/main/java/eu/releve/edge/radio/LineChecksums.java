package eu.releve.edge.radio;

import eu.releve.decode.wmbus.Checksums;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.decode.wmbus.WirelessFrame.Parsed;
import eu.releve.decode.wmbus.WirelessFrame.Whole;
import eu.releve.provisioning.site.Bus;

/**
 * Whether a source of lines leaves the checksums of the radio in its telegrams: as the plan says,
 * else as its lines show. One thread at a time.
 *
 * <p>The length of format B counts its checksums, so that a damaged telegram of that format looks
 * like one from which they were taken out. A source that has shown right checksums is therefore
 * never again believed to have taken them out: in format A once, in format B twice without a wrong
 * one between, because one of 65,536 telegrams without checksums seems to have them. A bare
 * telegram without right checksums is no telegram before {@value #LINES_WITHOUT} of them came and
 * none with; a line that says that its checksums were right is believed at once.
 */
public final class LineChecksums {
  static final int LINES_WITHOUT = 3;

  private static final int LINES_WITH = 2;

  private final Bus.Checksums said;
  private boolean kept;
  private boolean stripped;
  private int rightInTurn;
  private int without;

  /** A source of which the plan says that. */
  public LineChecksums(Bus.Checksums said) {
    this.said = said;
  }

  /**
   * The telegram of a line.
   *
   * @param checked whether the line says that the receiver found its checksums right.
   */
  Parsed parse(byte[] bytes, boolean checked) {
    return switch (said) {
      case KEPT -> WirelessFrame.parse(bytes, Checksums.KEPT);
      case STRIPPED -> WirelessFrame.parse(bytes, Checksums.STRIPPED);
      case LEARNED -> learning(bytes, checked);
    };
  }

  private Parsed learning(byte[] bytes, boolean checked) {
    Parsed with = WirelessFrame.parse(bytes, Checksums.KEPT);
    if (with instanceof Whole) {
      boolean formatA = bytes.length != (bytes[0] & 0xFF) + 1;
      rightInTurn++;
      without = 0;
      kept |= formatA || rightInTurn >= LINES_WITH;
      return with;
    }
    rightInTurn = 0;
    Parsed bare = WirelessFrame.parse(bytes, Checksums.STRIPPED);
    if (kept || !(bare instanceof Whole)) {
      return with;
    }
    without++;
    stripped |= without >= LINES_WITHOUT;
    return checked || stripped ? bare : with;
  }
}
