package eu.releve.provisioning.language;

import eu.releve.measure.Phase;
import eu.releve.measure.RegisterName;
import eu.releve.measure.RegisterName.Extreme;
import java.util.Locale;

/** What registers are called by those who read meters. */
public final class RegisterWords {
  private final Messages messages;

  private RegisterWords(Messages messages) {
    this.messages = messages;
  }

  /** In that language. */
  public static RegisterWords in(Locale locale) {
    return new RegisterWords(Messages.load(RegisterWords.class, locale));
  }

  /** The quantity, then what sets the register apart: {@code Tension, phase L1}. */
  public String of(RegisterName name) {
    StringBuilder words = new StringBuilder(messages.text(name.quantity().id()));
    if (name.extreme() != Extreme.NONE) {
      words.append(messages.text(name.extreme() == Extreme.MAX ? "max" : "min"));
    }
    if (name.phase() != Phase.ALL) {
      words.append(messages.text("phase", name.phase().label().toUpperCase(Locale.ROOT)));
    }
    append(words, "tariff", name.tariff());
    append(words, "storage", name.storage());
    append(words, "subunit", name.subunit());
    return words.toString();
  }

  private void append(StringBuilder words, String key, int number) {
    if (number > 0) {
      words.append(messages.text(key, Integer.toString(number)));
    }
  }
}
