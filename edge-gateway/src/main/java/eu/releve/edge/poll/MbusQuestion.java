package eu.releve.edge.poll;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.modbus.Transformers;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.link.MbusLink;
import eu.releve.edge.link.MbusTarget;
import eu.releve.edge.link.Reply;
import eu.releve.edge.telegram.Look;
import eu.releve.edge.telegram.Looking;
import eu.releve.edge.telegram.TelegramMemory;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The telegrams of an M-Bus meter.
 *
 * @param link to its bus.
 * @param meter whose they are.
 * @param target by what it is called, and how it wants to be asked.
 * @param records which registers its records are.
 * @param looking opens what is encrypted.
 * @param telegrams keeps the last for people.
 */
record MbusQuestion(
    MbusLink link,
    MeterId meter,
    MbusTarget target,
    Records records,
    Looking looking,
    TelegramMemory telegrams)
    implements Question {
  /** What the records of a telegram are. */
  @FunctionalInterface
  interface Records {
    /** The registers among them. */
    List<Decoded> in(Telegram telegram);

    /** Those of a profile. */
    static Records of(Access.Mbus access, Transformers transformers) {
      return telegram -> MbusRegisters.of(telegram, access, transformers);
    }

    /** Those of a profile, or of the plan; without any, what is learned. */
    static Records of(
        MeterId meter, Access.Mbus access, Transformers transformers, Discoveries discoveries) {
      return access.registers().isEmpty()
          ? learned(meter, transformers, discoveries)
          : of(access, transformers);
    }

    /** All that the norm names; new ones are learned from those that have a value. */
    static Records learned(MeterId meter, Transformers transformers, Discoveries discoveries) {
      Numbers numbers = discoveries.numbersOf(meter);
      return telegram -> {
        List<MbusRegisters.Found> all = MbusRegisters.all(telegram, transformers);
        discoveries.seen(
            meter,
            all.stream()
                .filter(found -> found.outcome() instanceof Outcome.Value)
                .map(found -> declared(meter, found.register(), transformers))
                .toList());
        return all.stream()
            .filter(found -> numbers.of(found.register().name()).isPresent())
            .map(found -> new Decoded(found.register().name(), found.outcome()))
            .toList();
      };
    }

    private static Declared declared(MeterId meter, MbusRegister own, Transformers transformers) {
      return new Declared(
          meter,
          own.name(),
          Installation.scaled(own.resolution(), transformers, own.name().quantity()),
          own.unit());
    }
  }

  @Override
  public Reply ask() {
    Reply reply = link.read(target);
    if (reply instanceof Reply.Answered answered) {
      telegrams.heard(meter, answered.bytes(), answered.bootMillis());
    }
    return reply;
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
      Look.Wired look = looking.wired(Arrays.copyOf(rest, length));
      Optional<Telegram> telegram = look.telegram();
      if (telegram.isEmpty()) {
        return new Meaning.Unreadable(
            look.objection().map(Look.Objection::reason).orElse("a fragment of a message"));
      }
      records.in(telegram.get()).forEach(decoded -> keep(found, decoded));
      quality = telegram.get().header().quality().isGood() ? quality : Quality.DEVICE_ERROR;
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
