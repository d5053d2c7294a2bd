package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonsTest {
  // What links say, word for word: each has words for the technician.
  @ParameterizedTest
  @CsvSource({
    "an answer that ends after 7 bytes, reason.cut",
    "start byte 0x00, reason.no-frame",
    "header 68 10 11 68, reason.no-frame",
    "bytes after a frame of 60, reason.no-frame",
    "3 damaged characters, reason.no-frame",
    "a frame with damaged characters around it, reason.no-frame",
    "SND_NKE is not acknowledged, reason.not-acknowledged",
    "a telegram where a selection wants an acknowledgement, reason.not-acknowledged",
    "an acknowledgement where a telegram is wanted, reason.not-acknowledged",
    "control 0x53 is no RSP_UD, reason.other-speaker",
    "'wanted address 5, found 6', reason.other-address",
    "no request is left for it, reason.reads-spent",
    "'heat-energy: the server says Bad_NodeIdUnknown, and 2 more', reason.no-node",
    "heat-energy: not watched: no such namespace, reason.no-node",
    "heat-energy: not watched: the server says Bad_TooManyMonitoredItems, reason.not-watched"
  })
  void whatALinkSaysHasWordsInBothLanguages(String said, String key) {
    assertThat(Reasons.keyOf(said)).isEqualTo(key);
    for (String language : new String[] {"fr", "en"}) {
      assertThat(Words.wanted(language).reason(said)).isNotEmpty().doesNotContain(key);
    }
  }
}
