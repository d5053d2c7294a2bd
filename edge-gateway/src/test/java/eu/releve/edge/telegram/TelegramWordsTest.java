package eu.releve.edge.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.mbus.Meaning;
import eu.releve.decode.mbus.Qualifier;
import eu.releve.decode.mbus.RecordError;
import eu.releve.decode.mbus.Refusal;
import eu.releve.decode.wmbus.Obstacle;
import eu.releve.decode.wmbus.Protection;
import eu.releve.provisioning.language.Messages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TelegramWordsTest {
  @Test
  void everythingThatATelegramSaysHasAWordInBothLanguages() {
    List<String> keys = new ArrayList<>();
    Arrays.stream(Refusal.values()).forEach(one -> keys.add("refusal." + one));
    Arrays.stream(Meaning.What.values()).forEach(one -> keys.add("what." + one));
    Arrays.stream(Qualifier.values()).forEach(one -> keys.add("qualifier." + one));
    Arrays.stream(Obstacle.values()).forEach(one -> keys.add("obstacle." + one));
    Arrays.stream(Protection.values()).forEach(one -> keys.add("protection." + one));
    Arrays.stream(RecordError.values()).forEach(one -> keys.add("record-error." + one));
    Messages english = Messages.load(TelegramWords.class, Locale.ENGLISH);
    assertThat(english.keys()).containsAll(keys);
    assertThat(Messages.load(TelegramWords.class, Locale.FRENCH).keys()).isEqualTo(english.keys());
  }

  @Test
  void theStatusByteIsSpelledOut() {
    Messages words = Messages.load(TelegramWords.class, Locale.ENGLISH);
    assertThat(StatusWords.of(0x00, words)).isEqualTo("no error");
    assertThat(StatusWords.of(0x27, words))
        .isEqualTo("abnormal condition, battery low, maker's bits 20");
    assertThat(StatusWords.of(0x1A, words))
        .isEqualTo("application error, permanent error, temporary error");
  }

  @Test
  void reasonsAreSaidInWordsWhereTheyAreNames() {
    TelegramWords words = TelegramWords.in(Locale.ENGLISH);
    assertThat(words.reason("METER_APPLICATION_BUSY: code 08"))
        .isEqualTo("the meter is busy (code 08)");
    assertThat(words.reason("KEY_MISSING: the telegram is encrypted"))
        .startsWith("it is encrypted, and there is no key (");
    assertThat(words.reason("exception 2")).isEqualTo("exception 2");
    assertThat(words.reason("")).isEmpty();
  }
}
