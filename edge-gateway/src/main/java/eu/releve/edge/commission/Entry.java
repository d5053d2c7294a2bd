package eu.releve.edge.commission;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.document.Mapping;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A display that was typed, with what was read around it.
 *
 * @param register whose value it is.
 * @param typed the display.
 * @param at when it was typed.
 * @param before the last reading before.
 * @param after the first reading after; nothing until it comes.
 * @param oppositeBefore of the counter of the other direction.
 * @param oppositeAfter of the same.
 * @param outward phases whose power flowed outwards.
 * @param others like meters whose readings the display fits; at most three.
 * @param words of the register around it, be they values or not.
 * @param basis what of the plan it was compared on; nothing in one that an earlier version kept.
 */
public record Entry(
    RegisterName register,
    Typed typed,
    When at,
    Optional<Said> before,
    Optional<Said> after,
    Optional<Long> oppositeBefore,
    Optional<Long> oppositeAfter,
    List<String> outward,
    List<MeterId> others,
    Words words,
    Optional<Basis> basis) {
  public Entry {
    outward = List.copyOf(outward);
    others = List.copyOf(others);
  }

  /**
   * An instant.
   *
   * @param instant by the gateway's wall clock.
   * @param trusted whether that clock was set by somebody who knows the time.
   */
  public record When(Instant instant, boolean trusted) {}

  /**
   * A reading.
   *
   * @param value in steps of the quantity.
   * @param at when it was read.
   */
  public record Said(long value, When at) {}

  /**
   * A register's words as they came.
   *
   * @param before the last ones before.
   * @param after the first ones after, once they are needed; nothing of what is not read in words.
   */
  public record Words(Optional<RawWords> before, Optional<RawWords> after) {}

  /**
   * What a display was compared on.
   *
   * @param footing of the meter's entry in the plan when the display was typed.
   * @param confirmed whether it was confirmed then; false as long as it waits.
   */
  public record Basis(Footing footing, boolean confirmed) {}

  /** Whether the reading after it has not come. */
  boolean waits() {
    return after.isEmpty() && words.after().isEmpty();
  }

  Entry with(Optional<RawWords> came) {
    return new Entry(
        register,
        typed,
        at,
        before,
        after,
        oppositeBefore,
        oppositeAfter,
        outward,
        others,
        new Words(words.before(), came),
        basis);
  }

  Entry with(Said came, Optional<Long> opposite, List<String> phases, List<MeterId> fits) {
    return new Entry(
        register,
        typed,
        at,
        before,
        Optional.of(came),
        oppositeBefore,
        opposite,
        phases,
        fits,
        words,
        basis);
  }

  Entry on(Basis its) {
    return new Entry(
        register,
        typed,
        at,
        before,
        after,
        oppositeBefore,
        oppositeAfter,
        outward,
        others,
        words,
        Optional.of(its));
  }

  /** Whether it says something of a meter that the plan reads so. */
  boolean standsOn(Footing footing) {
    return basis.map(its -> its.footing().equals(footing)).orElse(true);
  }

  /** As it is kept. */
  String text() {
    Json json = new Json();
    json.put("register", register.toString())
        .put("number", typed.number().toPlainString())
        .put("unit", typed.unit().symbol());
    put(json, "at", at);
    before.ifPresent(said -> put(json, "before", said));
    after.ifPresent(said -> put(json, "after", said));
    oppositeBefore.ifPresent(value -> json.put("opposite-before", Long.toString(value)));
    oppositeAfter.ifPresent(value -> json.put("opposite-after", Long.toString(value)));
    if (!outward.isEmpty()) {
      json.put("outward", String.join(" ", outward.stream().map(Entry::marked).toList()));
    }
    if (!others.isEmpty()) {
      json.put("others", String.join(" ", others.stream().map(MeterId::value).toList()));
    }
    words.before().ifPresent(raw -> json.put("words-before", raw.hex()));
    words.after().ifPresent(raw -> json.put("words-after", raw.hex()));
    basis.ifPresent(
        its ->
            json.put("footing", its.footing().digest())
                .put("confirmed", Boolean.toString(its.confirmed())));
    return json.toString();
  }

  /** An unnamed phase is a dash, for nothing is between two spaces. */
  private static String marked(String phase) {
    return phase.isEmpty() ? "-" : phase;
  }

  private static void put(Json json, String key, Said said) {
    json.put(key, Long.toString(said.value()));
    put(json, key + "-at", said.at());
  }

  private static void put(Json json, String key, When when) {
    json.put(key, when.instant().toString() + (when.trusted() ? "" : " ?"));
  }

  /**
   * One that was kept.
   *
   * @throws DocumentException when it cannot be understood.
   */
  static Entry parse(String name, String text) throws DocumentException {
    Mapping kept = Document.load(name, text);
    return new Entry(
        kept.value("register", "a register", RegisterName::parse),
        new Typed(
            kept.value("number", "a number", BigDecimal::new),
            kept.value("unit", "a unit", Entry::unit)),
        kept.value("at", "an instant", Entry::when),
        said(kept, "before"),
        said(kept, "after"),
        kept.optionalValue("opposite-before", "a value", Long::valueOf),
        kept.optionalValue("opposite-after", "a value", Long::valueOf),
        words(kept, "outward").stream().map(phase -> phase.equals("-") ? "" : phase).toList(),
        words(kept, "others").stream().map(MeterId::new).toList(),
        new Words(
            kept.optionalValue("words-before", "words in hex", RawWords::new),
            kept.optionalValue("words-after", "words in hex", RawWords::new)),
        basis(kept));
  }

  private static Optional<Basis> basis(Mapping kept) throws DocumentException {
    boolean confirmed = kept.optionalText("confirmed").map(Boolean::parseBoolean).orElse(false);
    return kept.optionalValue("footing", "a footing", Footing::new)
        .map(footing -> new Basis(footing, confirmed));
  }

  private static List<String> words(Mapping kept, String key) throws DocumentException {
    return kept.optionalText(key).map(text -> Arrays.asList(text.split(" ", -1))).orElse(List.of());
  }

  private static Optional<Said> said(Mapping kept, String key) throws DocumentException {
    Optional<Long> value = kept.optionalValue(key, "a value", Long::valueOf);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Said(value.get(), kept.value(key + "-at", "an instant", Entry::when)));
  }

  private static Unit unit(String symbol) {
    return Unit.of(symbol).orElseThrow(() -> new IllegalArgumentException("no such unit"));
  }

  private static When when(String text) {
    return new When(Instant.parse(text.replace(" ?", "")), !text.endsWith(" ?"));
  }
}
