package eu.releve.edge.poll;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Telegram;
import eu.releve.edge.link.MbusLink;
import eu.releve.edge.link.MbusTarget;
import eu.releve.edge.link.Reply;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The telegrams of an M-Bus meter.
 *
 * @param link to its bus.
 * @param target by what it is called, and how it wants to be asked.
 * @param records which registers its records are.
 */
record MbusQuestion(MbusLink link, MbusTarget target, Records records) implements Question {
  /** What the records of a telegram are. */
  @FunctionalInterface
  interface Records {
    /** The registers among them. */
    List<Decoded> in(Telegram telegram);

    /** Those of a profile. */
    static Records of(Access.Mbus access) {
      return telegram -> MbusRegisters.of(telegram, access);
    }

    /** All that the norm names; new ones are learned from those that have a value. */
    static Records learned(MeterId meter, Discoveries discoveries) {
      Numbers numbers = discoveries.numbersOf(meter);
      return telegram -> {
        List<MbusRegisters.Found> all = MbusRegisters.all(telegram);
        discoveries.seen(
            meter,
            all.stream()
                .filter(found -> found.outcome() instanceof Outcome.Value)
                .map(MbusRegisters.Found::register)
                .toList());
        return all.stream()
            .filter(found -> numbers.of(found.register().name()).isPresent())
            .map(found -> new Decoded(found.register().name(), found.outcome()))
            .toList();
      };
    }
  }

  @Override
  public Reply ask() {
    return link.read(target);
  }

  /** One telegram that is not understood spoils the others: they make one answer. */
  @Override
  public Meaning decode(byte[] answer) {
    Map<RegisterName, Decoded> found = new LinkedHashMap<>();
    Quality quality = Quality.GOOD;
    int at = 0;
    while (at < answer.length) {
      byte[] rest = Arrays.copyOfRange(answer, at, answer.length);
      int length = MbusFrame.lengthOf(rest, rest.length).orElse(0);
      if (length == 0 || length > rest.length) {
        return new Meaning.Unreadable("a telegram that ends after " + rest.length + " bytes");
      }
      at += length;
      switch (MbusAnswer.of(Arrays.copyOf(rest, length))) {
        case MbusAnswer.Refused refused -> {
          return new Meaning.Unreadable(refused.reason());
        }
        case Telegram telegram -> {
          records.in(telegram).forEach(decoded -> keep(found, decoded));
          quality = telegram.header().quality().isGood() ? quality : Quality.DEVICE_ERROR;
        }
      }
    }
    return new Meaning.Registers(List.copyOf(found.values()), quality);
  }

  /** The first telegram that has a register decides, unless a later one has a value. */
  private static void keep(Map<RegisterName, Decoded> found, Decoded decoded) {
    Decoded earlier = found.get(decoded.name());
    if (earlier == null
        || (!(earlier.outcome() instanceof Outcome.Value)
            && decoded.outcome() instanceof Outcome.Value)) {
      found.put(decoded.name(), decoded);
    }
  }
}
