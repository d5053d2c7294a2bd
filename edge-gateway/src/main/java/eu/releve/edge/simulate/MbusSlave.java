package eu.releve.edge.simulate;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The link layer of one M-Bus meter: it says the same telegram again until it is told to go on. */
final class MbusSlave {
  /** At which address the meter answers that was selected by its secondary address. */
  static final int SELECTED = 253;

  /** Answers whatever its address is; of use only where there is one meter. */
  private static final int ANY_ADDRESS = 254;

  /** Everybody obeys and nobody answers. */
  private static final int EVERYBODY = 255;

  private static final int CI_APPLICATION_RESET = 0x50;
  private static final byte[] ACKNOWLEDGED = {(byte) 0xE5};

  private final MbusVoice voice;
  private final FrameCounting counting;

  /** The bit seen last at the primary address; cleared is the same as false. */
  private boolean lastBit;

  /** The same at address 253, where it has a memory of its own. */
  private boolean lastBitSelected;

  private MbusVoice.@Nullable Said last;
  private int next;
  private boolean selected;

  MbusSlave(MbusVoice voice, FrameCounting counting) {
    this.voice = voice;
    this.counting = counting;
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
    if (request.address() == EVERYBODY) {
      Optional<byte[]> unused = own(request);
      return Optional.empty();
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
      reset(request.address());
      return Optional.of(ACKNOWLEDGED);
    }
    if (request.sendsData()) {
      if (request.information() == CI_APPLICATION_RESET && isNew(request)) {
        voice.choose(Arrays.copyOfRange(request.data(), 1, request.data().length));
        beginAgain();
      }
      return Optional.of(ACKNOWLEDGED);
    }
    return request.asksForData() ? Optional.of(data(request)) : Optional.empty();
  }

  private void reset(int address) {
    boolean everywhere = counting == FrameCounting.ONE_FOR_ALL || address == EVERYBODY;
    if (everywhere || address == SELECTED) {
      lastBitSelected = false;
    }
    if (everywhere || address != SELECTED) {
      lastBit = false;
    }
    selected &= address != SELECTED && address != EVERYBODY;
    beginAgain();
  }

  /** Whether what is sent is not a repetition of what was sent before. */
  private boolean isNew(MbusRequest request) {
    return counting == FrameCounting.ONE_FOR_ALL || !isRepeated(request);
  }

  /** Whether the frame count bit is that of the last request; notes it. */
  private boolean isRepeated(MbusRequest request) {
    if (request.frameCount().isEmpty()) {
      return false;
    }
    boolean bit = request.frameCount().get();
    if (counting == FrameCounting.EACH_ADDRESS && request.address() == SELECTED) {
      boolean again = bit == lastBitSelected;
      lastBitSelected = bit;
      return again;
    }
    boolean again = bit == lastBit;
    lastBit = bit;
    return again;
  }

  /** A meter is selected when it is meant, and deselected when another is (EN 13757-7). */
  private boolean select(byte[] mask) {
    byte[] identity = voice.identity();
    boolean meant = true;
    for (int i = 0; i < identity.length; i++) {
      meant &= fits(mask[i] >> 4 & 0xF, identity[i] >> 4 & 0xF);
      meant &= fits(mask[i] & 0xF, identity[i] & 0xF);
    }
    selected = meant;
    if (meant) {
      lastBitSelected = false;
    }
    return meant;
  }

  private static boolean fits(int mask, int nibble) {
    return mask == 0xF || mask == nibble;
  }

  private void beginAgain() {
    last = null;
    next = 0;
  }

  private byte[] data(MbusRequest request) throws IOException, InterruptedException {
    boolean again = isRepeated(request);
    MbusVoice.Said said = last;
    if (!again || said == null) {
      int telegrams = voice.telegrams();
      said = voice.say(next % telegrams);
      next = (next + 1) % telegrams;
    }
    last = said;
    return said.send();
  }
}
