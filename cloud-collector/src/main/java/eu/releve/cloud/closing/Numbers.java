package eu.releve.cloud.closing;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as files of text write them: no grouping, a comma in French. */
final class Numbers {
  private Numbers() {}

  /** With as many decimals as its scale says. */
  static String text(BigDecimal value, Locale language) {
    String plain = value.toPlainString();
    return language.getLanguage().equals("fr") ? plain.replace('.', ',') : plain;
  }
}
