package eu.releve.edge.console;

import eu.releve.edge.poll.MeterView.LastValue;
import eu.releve.edge.telegram.TelegramWords;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.language.RegisterWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the console says in one language. */
final class Words {
  private static final Map<String, Words> ALL =
      Messages.LOCALES.stream()
          .map(Words::new)
          .collect(Collectors.toUnmodifiableMap(Words::language, Function.identity()));

  private static final List<Quality> DOUBTS =
      List.of(
          Quality.DEVICE_ERROR,
          Quality.OUT_OF_RANGE,
          Quality.TIME_UNCERTAIN,
          Quality.TYPED_BY_HAND,
          Quality.SUBSTITUTED,
          Quality.SATURATED);

  private final Messages messages;
  private final RegisterWords registers;
  private final TelegramWords telegrams;

  private Words(Locale locale) {
    messages = Messages.load(Words.class, locale);
    registers = RegisterWords.in(locale);
    telegrams = TelegramWords.in(locale);
  }

  /** In the language that the reader wants most. */
  static Words wanted(String wish) {
    Locale locale = Messages.wanted(wish);
    return ALL.getOrDefault(locale.getLanguage(), new Words(locale));
  }

  /** English is the United Kingdom's here: days before months. */
  Locale locale() {
    Locale own = messages.locale();
    return own.equals(Locale.ENGLISH) ? Locale.UK : own;
  }

  /** Two letters. */
  String language() {
    return messages.locale().getLanguage();
  }

  String text(String key, Object... arguments) {
    return messages.text(key, arguments);
  }

  String register(RegisterName name) {
    return registers.of(name);
  }

  /** A meter's value in the unit in which it states it. */
  String value(Status.Identity identity, MeterId meter, LastValue last) {
    return identity
        .unitOf(meter, last.register())
        .map(unit -> Display.value(last.value(), last.register().quantity(), unit, locale()))
        .orElseGet(() -> Display.value(last.value(), last.register().quantity().step(), locale()));
  }

  /** What a program was told of a failure, in words; nothing where there are none for it. */
  String reason(String detail) {
    String said = telegrams.reason(detail);
    if (!said.equals(detail)) {
      return said;
    }
    String key = Reasons.keyOf(detail);
    return key.isEmpty() ? "" : text(key);
  }

  /** How long something lasts, in its largest whole unit. */
  String lasting(long millis) {
    return Display.age(millis, text("unit.day"));
  }

  String ago(long millis) {
    return text("ago", lasting(millis));
  }

  /** What is known against a value; empty when nothing is. */
  String doubts(int quality) {
    List<String> doubts = new ArrayList<>();
    for (Quality doubt : DOUBTS) {
      if ((quality & doubt.bits()) != 0) {
        doubts.add(text("doubt." + doubt.bits()));
      }
    }
    return String.join(", ", doubts);
  }
}
