package eu.releve.edge.link;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.Telegram;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Heard;
import eu.releve.provisioning.site.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads meters over an open line and remembers of each which frame count bit it expects.
 *
 * <p>A request is repeated with the same bit, so that a meter whose answer was lost says it again
 * and does not go on to its next telegram.
 */
final class MbusReader {
  /** A meter that always has another telegram is believed so often. */
  static final int TELEGRAMS_MAX = 16;

  private static final int SILENCES_MAX = 2;
  private static final int TRIES_MAX = 3;
  private static final int RSP_UD = 0x08;
  private static final int FUNCTION_BITS = 0x0F;
  private static final int APPLICATION_ERROR = 0x70;

  private final MbusMaster master;
  private final BootClock clock;

  /** The bit that a greeted meter expects next. */
  private final Map<Address, Boolean> countBits = new HashMap<>();

  MbusReader(MbusMaster master, BootClock clock) {
    this.master = master;
    this.clock = clock;
  }

  /** Something to try until there is a frame. */
  @FunctionalInterface
  private interface Try {
    Heard once() throws IOException;
  }

  /**
   * Reads all telegrams of a meter.
   *
   * @throws IOException when the line is broken.
   */
  Reply read(Address address) throws IOException {
    Reply reply =
        switch (address) {
          case Address.Primary primary -> primary(primary);
          case Address.Secondary secondary -> secondary(secondary);
          default -> throw new IllegalArgumentException(address + " on an M-Bus");
        };
    if (!(reply instanceof Reply.Answered)) {
      // Nobody knows which bit or which of its telegrams the meter is at.
      countBits.remove(address);
    }
    return reply;
  }

  /** Whether nothing was received since the last exchange, or it has been thrown away. */
  boolean isQuiet() throws IOException {
    return master.discardWaiting();
  }

  private Reply primary(Address.Primary address) throws IOException {
    if (!countBits.containsKey(address)) {
      Reply greeted = acknowledged(() -> master.reset(address.number()), "SND_NKE");
      if (greeted != null) {
        return greeted;
      }
      countBits.put(address, true);
    }
    return telegrams(address, address.number(), Optional.empty());
  }

  private Reply secondary(Address.Secondary address) throws IOException {
    MbusMask mask = MbusMask.of(address.identification());
    Reply selected = acknowledged(() -> master.select(mask), "a selection");
    if (selected instanceof Reply.Silent) {
      return selected;
    }
    // Where several acknowledge in disorder, the request shows who they are.
    countBits.putIfAbsent(address, true);
    return telegrams(address, MbusFraming.SELECTED, Optional.of(mask));
  }

  /** Nothing when it was acknowledged. */
  private @Nullable Reply acknowledged(Try request, String what) throws IOException {
    return switch (tried(request)) {
      case Tried.Frame frame when MbusMaster.isAcknowledgement(frame.bytes()) -> null;
      case Tried.Frame frame ->
          new Reply.Nonsense("a telegram where " + what + " wants an acknowledgement");
      case Tried.None none -> none.reply();
    };
  }

  private Reply telegrams(Address address, int number, Optional<MbusMask> mask) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    boolean more = true;
    for (int i = 0; more && i < TELEGRAMS_MAX; i++) {
      boolean bit = countBits.getOrDefault(address, true);
      switch (tried(() -> master.request(number, bit, false))) {
        case Tried.None none -> {
          return none.reply();
        }
        case Tried.Frame frame -> {
          Reply objection = objection(frame.bytes(), number, mask);
          if (objection != null) {
            return objection;
          }
          countBits.put(address, !bit);
          frames.writeBytes(frame.bytes());
          more = MbusAnswer.of(frame.bytes()) instanceof Telegram telegram && telegram.moreFollow();
        }
      }
    }
    return new Reply.Answered(frames.toByteArray(), clock.bootMillis());
  }

  /** Why the frame is not the meter's data; a late answer of another meter is told here. */
  private static @Nullable Reply objection(byte[] frame, int number, Optional<MbusMask> mask) {
    int control = frame[4] & 0xFF;
    if ((control & FUNCTION_BITS) != RSP_UD || (control & 0x40) != 0) {
      return new Reply.Nonsense("control 0x%02X is no RSP_UD".formatted(control));
    }
    int from = frame[5] & 0xFF;
    if (mask.isEmpty() && from != number) {
      return new Reply.Nonsense("wanted address %d, found %d".formatted(number, from));
    }
    if ((frame[6] & 0xFF) == APPLICATION_ERROR) {
      return new Reply.Refused(frame.length > 9 ? frame[7] & 0xFF : 0);
    }
    Optional<MbusMask> found = MbusMask.of(frame);
    if (mask.isPresent() && found.isPresent() && !mask.get().fits(found.get())) {
      return new Reply.Nonsense("wanted meter %s, found %s".formatted(mask.get(), found.get()));
    }
    return null;
  }

  /** What became of a request after as many tries as it was worth. */
  private sealed interface Tried {
    record Frame(byte[] bytes) implements Tried {}

    record None(Reply reply) implements Tried {}
  }

  private Tried tried(Try request) throws IOException {
    int silences = 0;
    Garbage garbage = new Garbage();
    Heard last = new Heard.Silence(0);
    for (int i = 0; i < TRIES_MAX && silences < SILENCES_MAX; i++) {
      last = request.once();
      switch (last) {
        case Heard.Frame frame -> {
          return new Tried.Frame(frame.bytes());
        }
        case Heard.Silence silence -> {
          silences++;
          // An answer may still be on its way; it must not meet the next request.
          boolean unused = master.drain();
        }
        case Heard.Garbled garbled -> garbage.add(garbled);
      }
    }
    return new Tried.None(
        last instanceof Heard.Silence silence && garbage.isEmpty()
            ? new Reply.Silent(silence.waitedMillis())
            : garbage.reply());
  }
}
