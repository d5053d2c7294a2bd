package eu.releve.decode.sunspec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import eu.releve.corpus.Corpora;
import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we carry of the models against the SunSpec Alliance's own definitions. */
class SunSpecDefinitionsTest {
  private static final Map<String, Unit> UNITS =
      Map.of("Pct", Unit.PERCENT, "C", Unit.DEG_C, "PF", Unit.RATIO, "", Unit.RATIO);

  @ParameterizedTest
  @ValueSource(ints = {101, 102, 103, 111, 112, 113, 201, 202, 203, 204, 211, 212, 213, 214})
  void everyPointIsWhereTheDefinitionHasIt(int model) throws IOException {
    Definition definition = definition(model);
    assertThat(Models.points(model)).isNotEmpty();
    for (Point point : Models.points(model)) {
      JsonNode defined = definition.at(point.offset());
      String what = model + " " + point.name();
      assertThat(defined.path("type").asText()).as(what).isEqualToIgnoringCase(point.type().name());
      String scale = defined.path("sf").asText();
      assertThat(point.exponentOffset().map(Object::toString).orElse(""))
          .as(what)
          .isEqualTo(scale.isEmpty() ? "" : Integer.toString(definition.offset(scale)));
      String unit = defined.path("units").asText();
      assertThat(point.unit())
          .as(what)
          .isEqualTo(UNITS.containsKey(unit) ? UNITS.get(unit) : Unit.of(unit).orElseThrow());
    }
    assertThat(Models.words(model)).isLessThanOrEqualTo(definition.length() - 2);
  }

  // Models we do not read are stepped over; those we read give what was put in, at any scale.
  @Test
  void aChainOfEveryModelOfTheFolderIsRead() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Image image = new Image().at(40_000).text("SunS", 2);
      Map<String, Long> expected = new HashMap<>();
      int subunit = 0;
      for (int model :
          new int[] {
            1, 2, 3, 4, 10, 11, 12, 101, 102, 103, 111, 112, 113, 201, 202, 203, 204, 211, 212, 213,
            214, 220
          }) {
        subunit += put(image, model, subunit, random, expected);
      }
      image.hex("FFFF 0000");
      SunSpecWalk walk = image.walked();
      assertThat(walk).as("seed %d", seed).isInstanceOf(SunSpecWalk.Arrived.class);
      SunSpecDevice device = ((SunSpecWalk.Arrived) walk).device();
      assertThat(device.models()).hasSize(22);
      List<ModbusRegister> registers = device.access().orElseThrow().registers();
      ModbusDecoder decoder = new ModbusDecoder(registers, Transformers.NONE);
      Map<String, Long> found = new HashMap<>();
      for (ModbusRegister register : registers) {
        int words = register.until() - register.from();
        byte[] bytes = image.bytes(register.from(), words);
        for (Decoded one : decoder.decode(new RegisterBlock(3, register.from(), bytes))) {
          if (one.outcome() instanceof Outcome.Value value) {
            found.put(one.name().toString(), value.steps());
          }
        }
      }
      assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }
  }

  /** Lays a model out as its definition says, with values of its own. */
  private static int put(
      Image image, int model, int subunit, Random random, Map<String, Long> expected)
      throws IOException {
    Definition definition = definition(model);
    int first = image.here();
    image.hex("%04X%04X".formatted(model, definition.length() - 2));
    for (int i = 2; i < definition.length(); i++) {
      image.hex("0000");
    }
    Map<String, Integer> exponents = new HashMap<>();
    for (Map.Entry<String, Integer> point : definition.offsets().entrySet()) {
      if (definition.at(point.getValue()).path("type").asText().equals("sunssf")) {
        int exponent = random.nextInt(7) - 4;
        exponents.put(point.getKey(), exponent);
        image.put(first + point.getValue(), exponent);
      }
    }
    for (Point point : Models.points(model)) {
      long raw = raw(point.type(), random);
      write(image, first + point.offset(), point.type(), raw);
      String scale = definition.at(point.offset()).path("sf").asText();
      BigDecimal number =
          point.type() == PointType.FLOAT32
              ? new BigDecimal(Float.intBitsToFloat((int) raw))
              : BigDecimal.valueOf(raw).scaleByPowerOfTen(exponents.getOrDefault(scale, 0));
      if (point.fits(Models.phases(model))) {
        expected.put(
            point.name(subunit).toString(),
            number
                .multiply(BigDecimal.valueOf(point.reversed() ? -1 : 1))
                .multiply(point.unit().stepsOf(point.name().quantity()))
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact());
      }
    }
    return Models.points(model).isEmpty() ? 0 : 1;
  }

  private static long raw(PointType type, Random random) {
    return switch (type) {
      case INT16 -> random.nextInt(0xFFFF) - 0x7FFF;
      case UINT16, ENUM16 -> random.nextInt(0xFFFF);
      case ACC32, ACC64 -> 1 + random.nextInt(Integer.MAX_VALUE);
      case BITFIELD32 -> random.nextInt(0x7FFF_FFFF);
      case FLOAT32 -> Float.floatToIntBits((random.nextInt() >> random.nextInt(31)) / 64f);
    };
  }

  private static void write(Image image, int address, PointType type, long raw) {
    int words = type.type().words();
    for (int i = 0; i < words; i++) {
      image.put(address + i, (int) (raw >> (16 * (words - 1 - i))) & 0xFFFF);
    }
  }

  /** A model's points by their offset in words, and their offsets by name. */
  private record Definition(
      Map<Integer, JsonNode> points, Map<String, Integer> offsets, int length) {
    JsonNode at(int offset) {
      return points.getOrDefault(offset, MissingNode.getInstance());
    }

    int offset(String name) {
      return offsets.getOrDefault(name, -1);
    }
  }

  private static Definition definition(int model) throws IOException {
    String text = String.join("\n", Corpora.lines("modbus/sunspec/model_" + model + ".json"));
    Map<Integer, JsonNode> points = new HashMap<>();
    Map<String, Integer> offsets = new HashMap<>();
    int at = 0;
    for (JsonNode point : new ObjectMapper().readTree(text).at("/group/points")) {
      points.put(at, point);
      offsets.put(point.path("name").asText(), at);
      at += point.path("size").asInt();
    }
    return new Definition(points, offsets, at);
  }
}
