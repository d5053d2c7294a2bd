package eu.releve.cloud.closing;

import eu.releve.cloud.derive.DisplayIndex.How;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.language.Messages;
import java.util.Locale;
import java.util.Optional;

/** What a list of indexes calls things, in files and on pages alike. */
public final class Labels {
  private final Messages words;

  /**
   * @param language one of {@link Messages#LOCALES}.
   */
  public Labels(Locale language) {
    this.words = Messages.load(Labels.class, language);
  }

  /** The words themselves. */
  Messages words() {
    return words;
  }

  /** A lot's name; nothing for the common parts would be taken for a hole. */
  public String lot(Optional<String> lot) {
    return lot.orElseGet(() -> words.text("common"));
  }

  /** A tariff's register is named after its total. */
  public String register(RegisterName name) {
    String suffix = name.toString().substring(name.quantity().id().length());
    return quantity(name.quantity()) + suffix.replace('.', ' ');
  }

  /** A quantity; its identifier where there is no word. */
  public String quantity(Quantity quantity) {
    String key = "quantity." + quantity.id();
    return words.keys().contains(key) ? words.text(key) : quantity.id();
  }

  /** A unit's symbol; units of allocators and pulses have none. */
  public String unit(String symbol) {
    return switch (symbol) {
      case "1" -> "";
      case "m3" -> "m\u00b3";
      default -> symbol;
    };
  }

  /** How an index was come by. */
  public String how(How how) {
    return words.text("how." + how.label());
  }

  /** What a reader must know who subtracts; empty where nothing. */
  public String remark(Line.Remark remark) {
    return words.text("remark." + remark.label());
  }
}
