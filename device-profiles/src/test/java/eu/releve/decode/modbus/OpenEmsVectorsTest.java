package eu.releve.decode.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.corpus.Corpora;
import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The register images of OpenEMS's own tests through our profiles of the same nine meters.
 *
 * <p>Expected values are in mV, mA and mHz, W and var: OpenEMS rounds to whole ones, ours are
 * rounded likewise before they are compared.
 */
class OpenEmsVectorsTest {
  private static final Map<String, String> PROFILES =
      Map.of(
          "MeterCamillebauerAplusImpl", "camille-bauer-aplus",
          "MeterJanitzaUmg104Impl", "janitza-umg104",
          "MeterJanitzaUmg511Impl", "janitza-umg511",
          "MeterJanitzaUmg604Impl", "janitza-umg604",
          "MeterJanitzaUmg806Impl", "janitza-umg806",
          "MeterJanitzaUmg96rmeImpl", "janitza-umg96rm",
          "MeterKdk2puctImpl", "kdk-2puct",
          "MeterPqplusUmd96Impl", "pqplus-umd96",
          "MeterPqplusUmd97Impl", "pqplus-umd97");

  /** What OpenEMS's channels are to us; energies are named for a producer's side of the meter. */
  private static final Map<String, String> ENERGIES =
      Map.of(
          "ACTIVE_PRODUCTION_ENERGY", "active-energy-import",
          "ACTIVE_CONSUMPTION_ENERGY", "active-energy-export");

  /**
   * Expectations that no register of ours gives, by meter, with the reason. All others must agree.
   *
   * <p>Where OpenEMS has no register either it computes: a voltage as the mean and a current as the
   * sum of the phases; of the APLUS an energy from the power over an hour of its test's clock, in
   * which the counters of the image have no part.
   */
  private static final Map<String, Set<String>> COMPUTED_BY_OPENEMS =
      Map.of(
          "MeterCamillebauerAplusImpl",
          Set.of("ACTIVE_PRODUCTION_ENERGY", "ACTIVE_CONSUMPTION_ENERGY"),
          "MeterJanitzaUmg104Impl",
          Set.of("VOLTAGE", "CURRENT"),
          "MeterJanitzaUmg511Impl",
          Set.of("VOLTAGE", "CURRENT"),
          "MeterJanitzaUmg604Impl",
          Set.of("VOLTAGE", "CURRENT"),
          "MeterJanitzaUmg806Impl",
          Set.of("VOLTAGE", "CURRENT"),
          "MeterJanitzaUmg96rmeImpl",
          Set.of("VOLTAGE"),
          "MeterKdk2puctImpl",
          Set.of("VOLTAGE", "CURRENT"),
          "MeterPqplusUmd96Impl",
          Set.of("VOLTAGE", "CURRENT"),
          "MeterPqplusUmd97Impl",
          Set.of("VOLTAGE"));

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void everyRegisterOfTheImageGivesWhatOpenEmsExpects(String meter, JsonNode vector) {
    Access.Modbus access = access(meter);
    Map<String, Long> found = decoded(access, image(vector));
    Set<String> unread = new TreeSet<>();
    vector
        .path("expected")
        .properties()
        .forEach(
            expected -> {
              String name = name(expected.getKey());
              Optional<Long> steps = Optional.ofNullable(found.get(name));
              if (steps.isEmpty()) {
                unread.add(expected.getKey());
              } else {
                assertThat(wholeUnits(name, steps.get()))
                    .as(meter + " " + name)
                    .isEqualTo(expected.getValue().asLong());
              }
            });
    assertThat(unread).as(meter).isEqualTo(COMPUTED_BY_OPENEMS.getOrDefault(meter, Set.of()));
    assertThat(found).as(meter).hasSizeGreaterThanOrEqualTo(15);
  }

  @Test
  void allNineMetersAreThere() {
    assertThat(vectors().map(arguments -> arguments[0]))
        .hasSize(9)
        .containsOnlyOnceElementsOf(PROFILES.keySet());
  }

  private static Stream<Object[]> vectors() {
    List<Object[]> vectors = new ArrayList<>();
    for (JsonNode vector : all()) {
      vectors.add(new Object[] {vector.path("class_under_test").asText(), vector});
    }
    return vectors.stream();
  }

  private static JsonNode all() {
    try {
      return new ObjectMapper()
          .readTree(String.join("\n", Corpora.lines("modbus/openems_vectors.json")));
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  private static Access.Modbus access(String meter) {
    ProfileId id = new ProfileId(PROFILES.getOrDefault(meter, "none"));
    return (Access.Modbus) Profiles.bundled().find(id).orElseThrow().access();
  }

  private static SortedMap<Integer, Integer> image(JsonNode vector) {
    SortedMap<Integer, Integer> image = new TreeMap<>();
    vector
        .path("registers")
        .properties()
        .forEach(word -> image.put(Integer.valueOf(word.getKey()), word.getValue().asInt()));
    return image;
  }

  private static Map<String, Long> decoded(
      Access.Modbus access, SortedMap<Integer, Integer> image) {
    ModbusDecoder decoder = new ModbusDecoder(access.registers(), Transformers.NONE);
    Map<String, Long> found = new TreeMap<>();
    for (ModbusRegister register : access.registers()) {
      int from = register.address();
      if (image.subMap(from, register.end()).size() == register.words()) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * register.words());
        image
            .subMap(from, register.end())
            .values()
            .forEach(word -> bytes.putShort(word.shortValue()));
        for (Decoded one :
            decoder.decode(new RegisterBlock(register.function(), from, bytes.array()))) {
          if (one.outcome() instanceof Outcome.Value value) {
            found.put(one.name().toString(), value.steps());
          }
        }
      }
    }
    return found;
  }

  private static String name(String channel) {
    String energy = ENERGIES.get(channel);
    if (energy != null) {
      return energy;
    }
    String lower = channel.toLowerCase(Locale.ROOT).replace('_', '-');
    return lower.replaceAll("-(l[123])$", ".$1");
  }

  /** W and var instead of mW and mvar; the rest is in steps already. */
  private static long wholeUnits(String name, long steps) {
    return name.contains("power")
        ? BigDecimal.valueOf(steps, 3).setScale(0, RoundingMode.HALF_EVEN).longValueExact()
        : steps;
  }
}
