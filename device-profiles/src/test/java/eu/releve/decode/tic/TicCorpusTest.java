package eu.releve.decode.tic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.corpus.Corpora;
import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.decode.tic.TicLine.Damaged;
import eu.releve.decode.tic.TicLine.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The groups of esciara/pyteleinfo and of public captures. */
class TicCorpusTest {
  /** Groups of one capture as they came. */
  record Sample(String name, List<String> groups) {
    byte[] frame() {
      return TicSamples.frame(groups);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Sample> samples() {
    return Corpora.lines("ports/tic_groups.jsonl").stream().map(TicCorpusTest::sample).toList();
  }

  private static Sample sample(String line) {
    try {
      JsonNode node = new ObjectMapper().readTree(line);
      List<String> groups = new ArrayList<>();
      node.get("groups").forEach(group -> groups.add(group.asText()));
      return new Sample(node.get("name").asText(), groups);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyGroupIsRead(Sample sample) {
    TicFrame plain = TicDecoder.frame(sample.frame());
    assertThat(plain.damaged()).isEmpty();
    assertThat(plain.groups()).hasSize(sample.groups().size());
    assertThat(TicDecoder.frame(TicSamples.withParity(sample.frame()))).isEqualTo(plain);
  }

  // One bit anywhere, the parity bit too: nothing but what it hits is lost, and nothing is changed.
  @ParameterizedTest
  @MethodSource("samples")
  void aDamagedGroupIsRefusedAlone(Sample sample) {
    List<Group> whole = TicDecoder.frame(sample.frame()).groups();
    List<String> wrong = new ArrayList<>();
    for (byte[] frame : List.of(sample.frame(), TicSamples.withParity(sample.frame()))) {
      for (int at = 1; at < frame.length - 1; at++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] damaged = frame.clone();
          damaged[at] ^= (byte) (1 << bit);
          if (!isRefusedAlone(TicDecoder.frame(damaged), whole)) {
            wrong.add("byte %d, bit %d of %s".formatted(at, bit, labelAt(frame, at)));
          }
        }
      }
    }
    // The checksum has six bits. Where a seventh falls in a text for people nothing shows it
    // without a parity bit; no value is read from that text.
    wrong.removeIf(place -> place.endsWith("bit 6 of MSG1"));
    assertThat(wrong).isEmpty();
  }

  private static boolean isRefusedAlone(TicFrame read, List<Group> whole) {
    int left = read.groups().size();
    return !read.damaged().isEmpty()
        && (left == whole.size() - 1 || left == whole.size() - 2)
        && new HashSet<>(whole).containsAll(read.groups());
  }

  private static String labelAt(byte[] frame, int at) {
    String before = new String(frame, 0, at + 1, StandardCharsets.ISO_8859_1);
    String line = before.substring(before.lastIndexOf('\n') + 1);
    return line.split("[\t ]", 2)[0];
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFrameCutAnywhereKeepsItsWholeGroups(Sample sample) {
    byte[] frame = sample.frame();
    List<Group> whole = TicDecoder.frame(frame).groups();
    for (int cut = 0; cut < frame.length; cut++) {
      TicFrame read = TicDecoder.frame(Arrays.copyOf(frame, cut));
      assertThat(whole.subList(0, read.groups().size())).isEqualTo(read.groups());
      assertThat(read.damaged().size()).as("cut at %d", cut).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void offPeakAndPeakAreTariffsOneAndTwo() {
    TicFrame frame = frame("50022120078 tariff HC");
    assertThat(frame.meter()).contains("050022120078");
    assertThat(values(frame))
        .isEqualTo(
            Map.of(
                "active-energy-import.t1", 94_939_439L,
                "active-energy-import.t2", 127_970_334L,
                "active-energy-import", 222_909_773L,
                "tariff-in-force", 2L,
                "current", 9_000L,
                "apparent-power", 2_160_000L));
  }

  @Test
  void theColoursOfTheDaysAreTariffsOneToSix() {
    assertThat(values(frame("Linky in historique mode, BBR tariff")))
        .containsEntry("active-energy-import.t1", 18_328_702L)
        .containsEntry("active-energy-import.t6", 844_115L)
        .containsEntry("active-energy-import", 47_371_462L)
        .containsEntry("tariff-in-force", 1L)
        .containsEntry("apparent-power", 2_830_000L);
  }

  @Test
  void standardModeHasTheDistributorsTariffsAndDates() {
    TicFrame frame = frame("standard mode groups");
    assertThat(values(frame))
        .containsEntry("active-energy-import", 23_591_827L)
        .containsEntry("active-energy-import.t10", 0L)
        .containsEntry("active-energy-import.t1.u1", 350_847L)
        .containsEntry("apparent-power", 129_000L)
        .containsEntry("apparent-power.max", 1_748_000L)
        .containsEntry("apparent-power.max.s1", 2_624_000L)
        .containsEntry("active-power-demand", 98_000L)
        .containsEntry("tariff-in-force", 1L)
        .containsEntry("voltage.l1", 226_000L);
    assertThat(
            frame.registers().stream()
                .filter(stated -> stated.name().toString().equals("apparent-power.max"))
                .findFirst()
                .orElseThrow()
                .taken())
        .contains(Instant.parse("2019-03-23T11:08:31Z"));
  }

  private static TicFrame frame(String name) {
    return TicDecoder.frame(
        samples().stream()
            .filter(its -> its.name().equals(name))
            .findFirst()
            .orElseThrow()
            .frame());
  }

  static Map<String, Long> values(TicFrame frame) {
    Map<String, Long> values = new HashMap<>();
    for (Stated stated : frame.registers()) {
      if (stated.outcome() instanceof Outcome.Value value) {
        values.put(stated.name().toString(), value.steps());
      }
    }
    return values;
  }

  static TicRefusal why(TicFrame frame) {
    return frame.damaged().stream().map(Damaged::why).findFirst().orElseThrow();
  }
}
