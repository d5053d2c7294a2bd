package eu.releve.edge.link;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.Telegram;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Heard;
import eu.releve.provisioning.site.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads meters over an open line, each from its first telegram, and remembers which frame count bit
 * a greeted meter expects.
 *
 * <p>A request is repeated with the same bit, so that a meter whose answer was lost says it again
 * and does not go on to its next telegram.
 *
 * <p>A selection clears the memory of that bit in meters that keep one for address 253 (EN
 * 13757-7); others keep one for all addresses that only SND_NKE clears (ABB A43/A44 User Manual,
 * 2CMC48001M0201 revision C, page 183). So a selected meter gets SND_NKE at the end of its reading,
 * or before it where that is not known; selected again, both kinds expect a set bit and begin with
 * their first telegram.
 */
final class MbusReader {
  /** A meter that always has another telegram is believed so often. */
  static final int TELEGRAMS_MAX = 16;

  private static final int SILENCES_MAX = 2;
  private static final int TRIES_MAX = 3;
  private static final int CLEARINGS_MAX = 3;
  private static final int PRIMARY_MAX = 250;
  private static final int RSP_UD = 0x08;
  private static final int FUNCTION_BITS = 0x0F;

  private final MbusMaster master;
  private final BootClock clock;
  private final Function<byte[], MbusAnswer> answers;

  /** The bit that a greeted meter expects next at its primary address. */
  private final Map<Address, Boolean> countBits = new HashMap<>();

  /** Selected next time, they expect a set bit. */
  private final Set<Address> cleared = new HashSet<>();

  /** Whether they acknowledge SND_NKE at 253; one that once did is not read without. */
  private final Map<Address, Boolean> clearable = new HashMap<>();

  MbusReader(MbusMaster master, BootClock clock, Function<byte[], MbusAnswer> answers) {
    this.master = master;
    this.clock = clock;
    this.answers = answers;
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
  Reply read(MbusTarget meter) throws IOException {
    Reply reply =
        switch (meter.address()) {
          case Address.Primary primary -> primary(primary, meter);
          case Address.Secondary secondary -> secondary(secondary, meter);
          default -> throw new IllegalArgumentException(meter.address() + " on an M-Bus");
        };
    if (!(reply instanceof Reply.Answered)) {
      // Nobody knows which bit or which of its telegrams the meter is at.
      countBits.remove(meter.address());
      cleared.remove(meter.address());
    }
    return reply;
  }

  /** Whether nothing was received since the last exchange, or it has been thrown away. */
  boolean isQuiet() throws IOException {
    return master.discardWaiting();
  }

  private Reply primary(Address.Primary address, MbusTarget meter) throws IOException {
    if (!countBits.containsKey(address) || meter.reset().isPresent()) {
      Reply objection = greeted(address.number());
      if (objection == null && meter.reset().isPresent()) {
        objection = set(address.number(), meter.reset().get());
        // Whether it counted what it was sent, meters do not agree: it is greeted once more.
        objection = objection == null ? greeted(address.number()) : objection;
      }
      if (objection != null) {
        return objection;
      }
      countBits.put(address, true);
    }
    return telegrams(meter, address.number(), Optional.empty());
  }

  private @Nullable Reply greeted(int number) throws IOException {
    return acknowledged(() -> master.reset(number), "SND_NKE");
  }

  private @Nullable Reply set(int number, String which) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(which);
    return acknowledged(() -> master.resetApplication(number, bytes), "an application reset");
  }

  private Reply secondary(Address.Secondary address, MbusTarget meter) throws IOException {
    MbusMask mask = MbusMask.of(address.identification());
    Reply selected = selected(mask);
    for (int i = 0; selected == null && isToBeCleared(address) && i < CLEARINGS_MAX; i++) {
      clear(address);
      selected = selected(mask);
    }
    if (selected == null) {
      clearable.putIfAbsent(address, false);
    }
    if (selected == null && meter.reset().isPresent()) {
      Reply objection = set(MbusFraming.SELECTED, meter.reset().get());
      if (objection != null) {
        return objection;
      }
      clear(address);
      selected = selected(mask);
    }
    if (selected instanceof Reply.Silent) {
      return selected;
    }
    if (isToBeCleared(address)) {
      return new Reply.Nonsense("SND_NKE is not acknowledged");
    }
    // Where several acknowledge in disorder, the request shows who they are.
    countBits.put(address, true);
    Reply reply = telegrams(meter, MbusFraming.SELECTED, Optional.of(mask));
    if (reply instanceof Reply.Answered answered) {
      // Meters with one memory for all addresses have turned its bit.
      countBits.remove(new Address.Primary(Math.min(answered.bytes()[5] & 0xFF, PRIMARY_MAX)));
      clear(address);
    }
    return reply;
  }

  /** Nobody knows what a meter expects that has not been greeted, if it can be. */
  private boolean isToBeCleared(Address address) {
    return !cleared.contains(address) && clearable.getOrDefault(address, true);
  }

  private @Nullable Reply selected(MbusMask mask) throws IOException {
    return acknowledged(() -> master.select(mask), "a selection");
  }

  /** Greets and deselects the meter that is selected; a lost acknowledgement shows as silence. */
  private void clear(Address address) throws IOException {
    if (!clearable.getOrDefault(address, true)) {
      return;
    }
    if (acknowledged(() -> master.reset(MbusFraming.SELECTED), "SND_NKE") == null) {
      cleared.add(address);
      clearable.put(address, true);
    } else {
      cleared.remove(address);
    }
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

  private Reply telegrams(MbusTarget meter, int number, Optional<MbusMask> mask)
      throws IOException {
    Address address = meter.address();
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    boolean more = true;
    for (int i = 0; more && i < TELEGRAMS_MAX; i++) {
      boolean bit = countBits.getOrDefault(address, true);
      switch (tried(() -> master.request(number, bit, false), meter.allowance())) {
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
          more = answers.apply(frame.bytes()) instanceof Telegram telegram && telegram.moreFollow();
        }
      }
    }
    if (more) {
      // It is amid its telegrams: greeted again, the next reading begins with the first.
      countBits.remove(address);
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
    if (MbusAnswer.of(frame) instanceof MbusAnswer.Refused said && said.why().isMeters()) {
      return new Reply.Refused(codeOf(frame), said.reason());
    }
    Optional<MbusMask> found = MbusMask.of(frame);
    if (mask.isPresent() && found.isPresent() && !mask.get().fits(found.get())) {
      return new Reply.Nonsense("wanted meter %s, found %s".formatted(mask.get(), found.get()));
    }
    return null;
  }

  /** The byte behind the header of an error or an alarm; 0 where there is none. */
  private static int codeOf(byte[] frame) {
    int at =
        switch (frame[6] & 0xFF) {
          case 0x6E, 0x74 -> 11;
          case 0x6F, 0x75 -> 19;
          default -> 7;
        };
    return at < frame.length - 2 ? frame[at] & 0xFF : 0;
  }

  /** What became of a request after as many tries as it was worth. */
  private sealed interface Tried {
    record Frame(byte[] bytes) implements Tried {}

    record None(Reply reply) implements Tried {}
  }

  private Tried tried(Try request) throws IOException {
    return tried(request, Allowance.UNLIMITED);
  }

  private Tried tried(Try request, Allowance allowance) throws IOException {
    int silences = 0;
    Garbage garbage = new Garbage();
    Heard last = new Heard.Silence(0);
    for (int i = 0; i < TRIES_MAX && silences < SILENCES_MAX; i++) {
      if (!allowance.take()) {
        return new Tried.None(
            i == 0 ? new Reply.Nonsense("no request is left for it") : sum(last, garbage));
      }
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
    return new Tried.None(sum(last, garbage));
  }

  private static Reply sum(Heard last, Garbage garbage) {
    return last instanceof Heard.Silence silence && garbage.isEmpty()
        ? new Reply.Silent(silence.waitedMillis())
        : garbage.reply();
  }
}
