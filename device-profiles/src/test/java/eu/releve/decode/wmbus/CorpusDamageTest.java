package eu.releve.decode.wmbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.corpus.CorpusTelegram;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Telegram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * No reading comes of a published telegram that is cut or that has one bit turned; radio telegrams
 * get their checksums, in both formats, before they are damaged.
 *
 * <p>{@code -Dreleve.soak=true} turns every bit, otherwise every seventeenth.
 */
class CorpusDamageTest {
  private static final int STRIDE = Boolean.getBoolean("releve.soak") ? 1 : 17;
  private static final HexFormat HEX = HexFormat.of();

  private final long seed = new Random().nextLong();
  private final List<String> wrong = new ArrayList<>();
  private int frames;
  private long cuts;
  private long flips;

  @Test
  void aTelegramThatIsCutOrHasATurnedBitGivesNoReading() {
    Random random = new Random(seed);
    for (CorpusTelegram telegram : CorpusTelegram.all()) {
      for (byte[] frame : withChecksums(telegram)) {
        frames++;
        damage(frame, telegram, random.nextInt(STRIDE));
      }
    }
    System.out.println(
        "damage: seed %d, %d frames, %d cuts, %d turned bits, %d readings"
            .formatted(seed, frames, cuts, flips, wrong.size()));
    assertThat(wrong).isEmpty();
    assertThat(frames).isGreaterThan(500);
  }

  /** A receiver that has taken the checksums out leaves only the length. */
  @Test
  void aRadioTelegramThatIsCutBehindItsChecksumsGivesNoReading() {
    for (CorpusTelegram telegram : CorpusTelegram.all()) {
      if (telegram.wired()) {
        continue;
      }
      for (int cut = 0; cut < telegram.bytes().length; cut++) {
        assertThat(
                WirelessFrame.parse(Arrays.copyOf(telegram.bytes(), cut), Checksums.STRIPPED)
                    instanceof WirelessFrame.Whole)
            .as("%s cut at %d", telegram.name(), cut)
            .isFalse();
      }
    }
  }

  /** Structure alone: some beginnings are telegrams of fewer records, none may do harm. */
  @Test
  void whatIsCutAndSealedAgainDoesNoHarm() {
    for (CorpusTelegram telegram : CorpusTelegram.all()) {
      for (int cut = 11; cut < telegram.bytes().length; cut++) {
        byte[] shorter = Arrays.copyOf(telegram.bytes(), cut);
        if (telegram.wired()) {
          read(sealed(shorter), telegram);
        } else {
          shorter[0] = (byte) (cut - 1);
          if (WirelessFrame.parse(shorter, Checksums.STRIPPED)
              instanceof WirelessFrame.Whole whole) {
            read(Sealing.formatA(whole.frame()), telegram);
          }
        }
      }
    }
  }

  private void damage(byte[] frame, CorpusTelegram telegram, int first) {
    for (int cut = 0; cut < frame.length; cut++) {
      cuts++;
      note(read(Arrays.copyOf(frame, cut), telegram), telegram, "cut at " + cut);
    }
    for (int bit = first; bit < 8 * frame.length; bit += STRIDE) {
      flips++;
      byte[] damaged = frame.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      note(read(damaged, telegram), telegram, "bit " + bit);
    }
  }

  private void note(boolean reading, CorpusTelegram telegram, String how) {
    if (reading) {
      wrong.add("seed %d: %s %s".formatted(seed, telegram.name(), how));
    }
  }

  /** Wired frames only where their sum is right: some are published with another. */
  private static List<byte[]> withChecksums(CorpusTelegram telegram) {
    if (telegram.wired()) {
      return MbusFrame.parse(telegram.bytes()) instanceof MbusFrame.LongFrame
          ? List.of(telegram.bytes())
          : List.of();
    }
    return WirelessFrame.guess(telegram.bytes()) instanceof WirelessFrame.Whole whole
        ? List.of(Sealing.formatA(whole.frame()), Sealing.formatB(whole.frame()))
        : List.of();
  }

  private static boolean read(byte[] frame, CorpusTelegram telegram) {
    try {
      Wireless wireless = new Wireless(new BoundedFormats());
      return telegram.wired()
          ? answers(MbusAnswer.of(frame))
          : WirelessFrame.parse(frame, Checksums.KEPT) instanceof WirelessFrame.Whole whole
              && wireless.open(whole.frame(), telegram.key()) instanceof Opening.Opened opened
              && answers(opened.answer());
    } catch (RuntimeException thrown) {
      throw new AssertionError(HEX.formatHex(frame), thrown);
    }
  }

  /** A telegram, whose registers can be looked for. */
  private static boolean answers(MbusAnswer answer) {
    if (answer instanceof Telegram telegram) {
      MbusRegisters.all(telegram);
      return true;
    }
    return false;
  }

  /** A wired frame of that beginning, with a length and a sum that are right. */
  private static byte[] sealed(byte[] shorter) {
    byte[] frame = Arrays.copyOf(shorter, shorter.length + 2);
    frame[1] = (byte) (shorter.length - 4);
    frame[2] = frame[1];
    int sum = 0;
    for (int i = 4; i < shorter.length; i++) {
      sum += frame[i];
    }
    frame[shorter.length] = (byte) sum;
    frame[shorter.length + 1] = 0x16;
    return frame;
  }
}
