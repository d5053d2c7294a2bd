package eu.releve.edge.simulate;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The link layer of one M-Bus meter: it says the same telegram again until it is told to go on. */
final class MbusSlave {
  /** At which address the meter answers that was selected by its secondary address. */
  static final int SELECTED = 253;

  /** Answers whatever its address is; of use only where there is one meter. */
  private static final int ANY_ADDRESS = 254;

  private static final int CI_APPLICATION_RESET = 0x50;
  private static final byte[] ACKNOWLEDGED = {(byte) 0xE5};

  private final MbusVoice voice;
  private Optional<Boolean> lastFrameCount = Optional.empty();
  private MbusVoice.@Nullable Said last;
  private int next;
  private boolean selected;

  MbusSlave(MbusVoice voice) {
    this.voice = voice;
  }

  /** The bytes to send; nothing where the meter is silent or somebody else is meant. */
  Optional<byte[]> answer(MbusRequest request) throws IOException, InterruptedException {
    if (!voice.isThere()) {
      return Optional.empty();
    }
    Optional<byte[]> mask = request.selects();
    if (request.address() == SELECTED && mask.isPresent()) {
      return select(mask.get()) ? Optional.of(ACKNOWLEDGED) : Optional.empty();
    }
    return isMeant(request.address()) ? own(request) : Optional.empty();
  }

  private boolean isMeant(int address) {
    return switch (address) {
      case SELECTED -> selected;
      case ANY_ADDRESS -> true;
      default -> address == voice.address();
    };
  }

  private Optional<byte[]> own(MbusRequest request) throws IOException, InterruptedException {
    if (request.isReset()) {
      selected &= request.address() != SELECTED;
      beginAgain();
      return Optional.of(ACKNOWLEDGED);
    }
    if (request.sendsData()) {
      if (request.information() == CI_APPLICATION_RESET) {
        beginAgain();
      }
      return Optional.of(ACKNOWLEDGED);
    }
    return request.asksForData() ? Optional.of(data(request)) : Optional.empty();
  }

  /**
   * A meter is selected when it is meant, and deselected when another is; its frame count bit is
   * forgotten then (EN 13757-7).
   */
  private boolean select(byte[] mask) {
    byte[] identity = voice.identity();
    boolean meant = true;
    for (int i = 0; i < identity.length; i++) {
      meant &= fits(mask[i] >> 4 & 0xF, identity[i] >> 4 & 0xF);
      meant &= fits(mask[i] & 0xF, identity[i] & 0xF);
    }
    selected = meant;
    if (meant) {
      lastFrameCount = Optional.empty();
    }
    return meant;
  }

  private static boolean fits(int mask, int nibble) {
    return mask == 0xF || mask == nibble;
  }

  private void beginAgain() {
    lastFrameCount = Optional.empty();
    last = null;
    next = 0;
  }

  private byte[] data(MbusRequest request) throws IOException, InterruptedException {
    boolean again = request.frameCount().isPresent() && request.frameCount().equals(lastFrameCount);
    MbusVoice.Said said = last;
    if (!again || said == null) {
      said = voice.say(next);
      next = (next + 1) % voice.telegrams();
    }
    last = said;
    lastFrameCount = request.frameCount();
    return said.send();
  }
}
