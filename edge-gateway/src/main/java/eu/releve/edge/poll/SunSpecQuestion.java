package eu.releve.edge.poll;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.sunspec.SunSpecChain.Header;
import eu.releve.decode.sunspec.SunSpecWalk;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.link.Reply;
import eu.releve.measure.Quality;
import java.util.List;
import java.util.Optional;

/** What a SunSpec device is asked. */
sealed interface SunSpecQuestion extends Question {
  /** Its words. */
  ModbusQuestion words();

  @Override
  default Reply ask() {
    return words().ask();
  }

  /** An answer that holds no values. */
  private static Meaning nothing() {
    return new Meaning.Registers(List.of(), Quality.GOOD);
  }

  /**
   * Words of a model, which are believed only while its header is what it was.
   *
   * @param header of the model.
   * @param numbers of the registers that the catalogue knows: values of others are left out.
   */
  record Values(ModbusQuestion words, Header header, Numbers numbers) implements SunSpecQuestion {
    /** Whether the header is among the words. */
    boolean holdsHeader() {
      RegisterRange range = words.range();
      return range.address() <= header.address() && header.address() + Header.WORDS <= range.end();
    }

    /** Whether the header is not among the words, or is what it was. */
    boolean fits(byte[] answer) {
      return !holdsHeader()
          || header.matches(answer, 2 * (header.address() - words.range().address()));
    }

    @Override
    public boolean mayBeRepeated() {
      return true;
    }

    @Override
    public Meaning decode(byte[] answer) {
      if (!fits(answer) || !(words.decode(answer) instanceof Meaning.Registers meaning)) {
        return nothing();
      }
      return new Meaning.Registers(
          meaning.registers().stream().filter(this::isKept).toList(), meaning.quality());
    }

    private boolean isKept(Decoded decoded) {
      return !(decoded.outcome() instanceof Outcome.Value)
          || numbers.of(decoded.name()).isPresent();
    }
  }

  /** The header of a model by itself. */
  record Heading(ModbusQuestion words, Header header) implements SunSpecQuestion {
    @Override
    public Meaning decode(byte[] answer) {
      return nothing();
    }
  }

  /**
   * A step on the way from model to model.
   *
   * @param step which words are needed, and why.
   * @param silences where the device has said nothing.
   */
  record Step(ModbusQuestion words, SunSpecWalk.Asking step, Silences silences)
      implements SunSpecQuestion {
    /** A refusal that ends the way says what it has come to. */
    @Override
    public Reply ask() {
      Reply reply = words.ask();
      if (reply instanceof Reply.Silent) {
        silences.note(step.address());
      }
      return reply instanceof Reply.Refused refused && isEnd(refused.exceptionCode())
          ? objection(step.refused())
              .<Reply>map(reason -> new Reply.Refused(refused.exceptionCode(), reason))
              .orElse(reply)
          : reply;
    }

    /**
     * Whether that exception says that there is nothing at an address: the function, the address or
     * the number of words is none of the device's (Modbus Application Protocol V1.1b3, section 7).
     */
    static boolean isEnd(int exceptionCode) {
      return 1 <= exceptionCode && exceptionCode <= 3;
    }

    @Override
    public Meaning decode(byte[] answer) {
      return objection(step.answered(answer))
          .<Meaning>map(Meaning.Unreadable::new)
          .orElse(nothing());
    }

    /** Why the device cannot be read after such a way; nothing when it can, or is on its way. */
    static Optional<String> objection(SunSpecWalk walk) {
      return switch (walk) {
        case SunSpecWalk.Asking asking -> Optional.empty();
        case SunSpecWalk.Stranger stranger -> Optional.of(stranger.reason());
        case SunSpecWalk.Arrived arrived when arrived.ending() == SunSpecWalk.Ending.TOO_LONG ->
            Optional.of("more than %d SunSpec models".formatted(SunSpecWalk.MODELS_MAX));
        case SunSpecWalk.Arrived arrived when arrived.device().chain().isMute() ->
            Optional.of("no model that is read: " + arrived.device().chain().words());
        case SunSpecWalk.Arrived arrived -> Optional.empty();
      };
    }
  }
}
