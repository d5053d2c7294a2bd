package eu.releve.decode.proof;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.modbus.IdentityReader;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.Profile;
import eu.releve.profile.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether a profile reads its own proofs as it says. */
public final class Proving {
  private Proving() {}

  /**
   * What the proofs hold against the profile.
   *
   * @return one line for each proof that gives something else, {@code FILE:LINE: proof 'SOURCE':}
   *     and what; empty when the profile is proven.
   */
  public static List<String> objections(Profile profile) {
    List<String> objections = new ArrayList<>();
    for (Proof proof : profile.proofs()) {
      objection(profile, proof)
          .ifPresent(
              wrong ->
                  objections.add(proof.place() + ": proof '" + proof.source() + "': " + wrong));
    }
    return List.copyOf(objections);
  }

  private static Optional<String> objection(Profile profile, Proof proof) {
    return switch (profile.access()) {
      case Access.Modbus modbus -> {
        RegisterBlock block = new RegisterBlock(proof.function(), proof.at(), proof.raw());
        yield difference(proof, decoded(modbus, block)).or(() -> stranger(modbus, proof, block));
      }
      case Access.Mbus mbus -> objection(mbus, proof);
      case Access.SunSpec sunSpec -> Optional.of("SunSpec devices need no profile");
      case Access.OpcUa nodes -> Optional.of("a server's nodes are in plans, not in profiles");
      case Access.Plc plc -> Optional.of("a controller's tags are in plans, not in profiles");
      case Access.Pulsed pulsed ->
          Optional.of("a pulse meter's weight is in plans, not in profiles");
      case Access.Pushed pushed -> Optional.of("what a meter sends by itself needs no profile");
    };
  }

  private static Optional<String> objection(Access.Mbus mbus, Proof proof) {
    ProofFrames frames = new ProofFrames(proof.key());
    List<Decoded> decoded = new ArrayList<>();
    for (byte[] bytes : proof.answers()) {
      switch (frames.read(bytes)) {
        case ProofFrames.Read read -> {
          if (isStranger(mbus, read.telegram())) {
            return Optional.of("is of a meter that the profile does not recognise");
          }
          decoded.addAll(MbusRegisters.of(read.telegram(), mbus));
        }
        case ProofFrames.Fragment fragment -> {}
        case ProofFrames.Unread unread -> {
          return Optional.of(unread.reason());
        }
      }
    }
    return difference(proof, decoded);
  }

  private static List<Decoded> decoded(Access.Modbus modbus, RegisterBlock block) {
    return new ModbusDecoder(modbus.registers(), Transformers.NONE).decode(block);
  }

  private static Optional<String> stranger(Access.Modbus modbus, Proof proof, RegisterBlock block) {
    Map<IdentityRegister.What, String> found = IdentityReader.read(modbus.identity(), block);
    return found.equals(proof.identifies())
        ? Optional.empty()
        : Optional.of("wanted " + proof.identifies() + ", found " + found);
  }

  private static boolean isStranger(Access.Mbus mbus, Telegram telegram) {
    return mbus.recognition()
        .map(wanted -> telegram.header().meter().filter(meter -> meter.fits(wanted)).isEmpty())
        .orElse(false);
  }

  private static Optional<String> difference(Proof proof, List<Decoded> decoded) {
    Map<String, Long> found = new TreeMap<>();
    for (Decoded one : decoded) {
      if (one.outcome() instanceof Outcome.Value value) {
        found.put(one.name().toString(), value.steps());
      }
    }
    Map<String, Long> wanted = new TreeMap<>();
    for (Map.Entry<RegisterName, Long> entry : proof.gives().entrySet()) {
      wanted.put(entry.getKey().toString(), entry.getValue());
    }
    return found.equals(wanted)
        ? Optional.empty()
        : Optional.of("wanted " + wanted + ", found " + found);
  }
}
