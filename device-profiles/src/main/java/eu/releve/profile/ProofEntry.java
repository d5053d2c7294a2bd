package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one proof of a profile. */
final class ProofEntry {
  private static final Map<String, Proof.Origin> ORIGINS =
      Arrays.stream(Proof.Origin.values())
          .collect(
              Collectors.toMap(
                  origin -> origin.name().toLowerCase(Locale.ROOT), Function.identity()));

  private ProofEntry() {}

  /** A proof of Modbus registers; their function unless it says its own. */
  static Proof modbus(Mapping entry, Set<RegisterName> known, int function)
      throws DocumentException {
    int ownFunction = entry.optionalInteger("function", 3, 4).orElse(function);
    int address = entry.integer("at", 0, 0xFFFF);
    byte[] raw = bytes(entry, "raw", entry.text("raw"));
    if (raw.length % 2 != 0 || raw.length > 2 * Access.Modbus.WORDS_MAX) {
      throw entry.refuse("raw", "1 to 125 whole words", raw.length + " bytes");
    }
    return proof(entry, known, ownFunction, address, List.of(raw), Optional.empty());
  }

  /** A proof of M-Bus registers: a whole frame, wired or radio, or several that belong together. */
  static Proof mbus(Mapping entry, Set<RegisterName> known) throws DocumentException {
    List<byte[]> frames = new ArrayList<>();
    if (entry.has("telegrams")) {
      if (entry.has("raw")) {
        throw entry.refuse("telegrams", "either raw or telegrams", "both");
      }
      for (String digits : entry.texts("telegrams")) {
        frames.add(bytes(entry, "telegrams", digits));
      }
      if (frames.size() < 2 || frames.size() > Proof.ANSWERS_MAX) {
        throw entry.refuse(
            "telegrams", "2 to " + Proof.ANSWERS_MAX + " frames", frames.size() + " of them");
      }
    } else {
      frames.add(bytes(entry, "raw", entry.text("raw")));
    }
    Optional<String> key = entry.optionalText("key");
    if (key.isPresent() && !key.get().matches("[0-9A-F]{32}")) {
      throw entry.refuse("key", "32 of 0-9A-F", "'" + key.get() + "'");
    }
    return proof(entry, known, 0, 0, frames, key);
  }

  private static Proof proof(
      Mapping entry,
      Set<RegisterName> known,
      int function,
      int address,
      List<byte[]> answers,
      Optional<String> key)
      throws DocumentException {
    Proof.Origin origin = entry.oneOf("origin", ORIGINS);
    String source = entry.text("source");
    Map<IdentityRegister.What, String> identifies = identifies(entry);
    Map<RegisterName, Long> gives =
        identifies.isEmpty() || entry.has("gives")
            ? gives(entry.mapping("gives"), known)
            : Map.of();
    entry.end();
    String place = entry.file() + ":" + entry.line();
    return entry.make(
        "gives",
        () -> new Proof(origin, source, function, address, answers, key, gives, identifies, place));
  }

  private static byte[] bytes(Mapping entry, String key, String text) throws DocumentException {
    String digits = text.replaceAll("\\s", "");
    if (!digits.matches("([0-9A-F]{2})+")) {
      throw entry.refuse(key, "bytes as pairs of 0-9A-F", "'" + digits + "'");
    }
    return HexFormat.of().parseHex(digits);
  }

  private static Map<IdentityRegister.What, String> identifies(Mapping entry)
      throws DocumentException {
    Map<IdentityRegister.What, String> identifies = new EnumMap<>(IdentityRegister.What.class);
    Optional<Mapping> texts = entry.optionalMapping("identifies");
    if (texts.isPresent()) {
      for (IdentityRegister.What what : IdentityRegister.What.values()) {
        Optional<String> text = texts.get().optionalText(what.name().toLowerCase(Locale.ROOT));
        text.ifPresent(one -> identifies.put(what, one));
      }
      texts.get().end();
    }
    return identifies;
  }

  private static Map<RegisterName, Long> gives(Mapping entry, Set<RegisterName> known)
      throws DocumentException {
    Map<RegisterName, Long> gives = new LinkedHashMap<>();
    for (String key : entry.keys()) {
      RegisterName name =
          Optional.of(key)
              .flatMap(text -> known.stream().filter(n -> n.toString().equals(text)).findFirst())
              .orElseThrow(() -> entry.refuse(key, "a register of this profile", "'" + key + "'"));
      gives.put(name, entry.value(key, "a whole number of steps", Long::valueOf));
    }
    entry.end();
    return gives;
  }
}
