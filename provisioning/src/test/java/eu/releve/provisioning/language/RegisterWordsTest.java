package eu.releve.provisioning.language;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RegisterWordsTest {
  @Test
  void everyQuantityHasAWordInEveryLanguage() {
    for (Locale locale : Messages.LOCALES) {
      for (Quantity quantity : Quantity.values()) {
        assertThat(RegisterWords.in(locale).of(RegisterName.of(quantity)))
            .as("%s in %s", quantity.id(), locale)
            .isNotEqualTo(quantity.id());
      }
    }
  }

  @Test
  void phaseTariffAndStorageAreSaidToo() {
    RegisterWords french = RegisterWords.in(Locale.FRENCH);
    assertThat(french.of(RegisterName.parse("voltage.l1"))).isEqualTo("Tension, phase L1");
    assertThat(french.of(RegisterName.parse("active-power.max.t2.s1")))
        .isEqualTo("Puissance, maximum, tarif 2, valeur mémorisée 1");
  }

  @Test
  void whoeverReadsNoneOfTheLanguagesReadsFrench() {
    assertThat(Messages.wanted("en-GB,en;q=0.9, fr;q=0.8")).isEqualTo(Locale.ENGLISH);
    assertThat(Messages.wanted("pt, it")).isEqualTo(Locale.FRENCH);
    assertThat(Messages.wanted("")).isEqualTo(Locale.FRENCH);
    assertThat(Messages.wanted(";;;")).isEqualTo(Locale.FRENCH);
  }
}
