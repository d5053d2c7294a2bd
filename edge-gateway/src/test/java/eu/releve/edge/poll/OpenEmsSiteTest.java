package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusServices;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.RegisterBank;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Readings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Meters that hold the register images of OpenEMS's own tests and refuse everything else, read by a
 * lane over Modbus TCP and over RTU: it learns what they lack and reads what OpenEMS expects.
 */
class OpenEmsSiteTest {
  private static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);
  private static final int ILLEGAL_ADDRESS = 2;

  /** More than any of them needs until what it lacks is learned. */
  private static final int POLLS = 60;

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

  /**
   * What OpenEMS computes as mean or sum of the phases, because the image has no register of it.
   */
  private static final Set<String> OF_THE_PHASES = Set.of("VOLTAGE", "CURRENT");

  /**
   * Wrong in the vector itself: OpenEMS integrates the power of the APLUS over an hour of its
   * test's clock, in which the counters of the image have no part.
   */
  private static final Set<String> OF_A_CLOCK =
      Set.of("ACTIVE_PRODUCTION_ENERGY", "ACTIVE_CONSUMPTION_ENERGY");

  /** Two expectations that name another register than they seem to: a producer's point of view. */
  private static final Map<String, String> ENERGIES =
      Map.of(
          "ACTIVE_PRODUCTION_ENERGY", "active-energy-import",
          "ACTIVE_CONSUMPTION_ENERGY", "active-energy-export");

  /** One meter of the file. */
  record Vector(String meter, SortedMap<Integer, Integer> image, Map<String, Long> expected)
      implements RegisterBank {
    @Override
    public Optional<byte[]> read(int function, int address, int count) {
      ByteBuffer bytes = ByteBuffer.allocate(2 * count);
      Map<Integer, Integer> part = image.subMap(address, address + count);
      part.values().forEach(word -> bytes.putShort(word.shortValue()));
      return part.size() == count ? Optional.of(bytes.array()) : Optional.empty();
    }

    @Override
    public String toString() {
      return meter;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void aMeterWithThatImageIsReadAsOpenEmsExpectsOverTcp(Vector vector) throws Exception {
    int port = FreePorts.one();
    ModbusTcpServer server =
        ModbusTcpServer.create(
            NettyTcpServerTransport.create(
                config -> config.setBindAddress("127.0.0.1").setPort(port)),
            new Held(vector));
    server.start();
    try {
      compare(vector, "modbus-tcp: \"127.0.0.1:%d\"".formatted(port));
    } finally {
      server.stop();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void andOverRtu(Vector vector) throws Exception {
    compare(vector, "modbus-rtu: /dev/model, baud: 9600");
  }

  private static void compare(Vector vector, String bus) throws Exception {
    Map<RegisterName, Long> read = read(vector, bus);
    Set<String> unread = new TreeSet<>();
    vector
        .expected()
        .forEach(
            (channel, value) -> {
              RegisterName name = RegisterName.parse(name(channel));
              if (read.containsKey(name)) {
                assertThat(wholeUnits(name, read.get(name))).as(channel).isEqualTo(value);
              } else {
                unread.add(channel);
              }
            });
    unread.removeAll(OF_THE_PHASES);
    assertThat(unread)
        .isEqualTo(vector.meter().contains("Aplus") ? new TreeSet<>(OF_A_CLOCK) : Set.of());
    assertThat(read).hasSizeGreaterThanOrEqualTo(15);
  }

  /** The last reading of each register after the meter has taught what it lacks. */
  private static Map<RegisterName, Long> read(Vector vector, String bus) throws Exception {
    SitePlan plan = plan(bus, PROFILES.getOrDefault(vector.meter(), "none"));
    Installation installation = new Installation(plan, Optional.empty());
    Map<Register, Integer> numbers = new HashMap<>();
    installation.registers().forEach(each -> numbers.put(each.register(), numbers.size() + 1));
    Map<Integer, RegisterName> names = new HashMap<>();
    numbers.forEach((register, number) -> names.put(number, register.name()));
    ManualClock clock = ManualClock.trusted();
    Map<RegisterName, Long> read = new HashMap<>();
    Line line = line(vector, installation, numbers, clock);
    try (var link = line.link()) {
      Lane lane =
          new Lane(
              line,
              new Lane.Habits(Duration.ZERO, Spread.TOGETHER),
              body -> {
                if (body instanceof Readings readings) {
                  readings.rows().forEach(row -> read.put(names.get(row.register()), row.value()));
                }
              },
              clock);
      for (int i = 0; i < POLLS; i++) {
        clock.advance(lane.nextDueBootMillis() - clock.bootMillis());
        lane.cycle(clock.bootMillis());
      }
      assertThat(link.isConnected()).isTrue();
      assertThat(lane.view().meters().getFirst().condition()).isEqualTo(Condition.ANSWERS);
    }
    return read;
  }

  private static Line line(
      Vector vector, Installation installation, Map<Register, Integer> numbers, ManualClock clock) {
    var manners = new Installation.Manners(Duration.ofSeconds(2), clock, Notebook.inMemory());
    if (installation.plan().buses().getFirst() instanceof Bus.ModbusRtu rtu) {
      LineModel model = new LineModel(Disturbance.NONE.onOnePair(), 1);
      model.attach(
          new ModbusStation(1, LINE, () -> Duration.ofMillis(20), Access.Modbus.WORDS_MAX, vector));
      return installation.over(rtu, model.opener(LINE), numbers, manners);
    }
    return installation.lines(numbers, manners).getFirst();
  }

  private static SitePlan plan(String bus, String profile) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: cellar, %s } ]
        points: [ { id: main, name: "Communs" } ]
        meters: [ { id: m1, point: main, bus: cellar, unit: 1, profile: %s, from: 2025-01-01, period: 1m } ]
        """
            .formatted(bus, profile),
        Profiles.bundled());
  }

  static Stream<Vector> vectors() throws IOException {
    Path file =
        Path.of(
                Optional.ofNullable(System.getProperty("RELEVE_CORPORA"))
                    .or(() -> Optional.ofNullable(System.getenv("RELEVE_CORPORA")))
                    .orElse("../../shared/corpora"))
            .resolve("modbus/openems_vectors.json");
    if (!Files.isReadable(file)) {
      String missing = "corpus " + file.toAbsolutePath().normalize() + " is absent";
      if ("true".equals(System.getenv("CI"))) {
        fail(missing);
      }
      abort(missing);
    }
    List<Vector> all = new ArrayList<>();
    for (JsonNode node : new ObjectMapper().readTree(Files.readString(file))) {
      all.add(vector(node));
    }
    assertThat(all).hasSize(9);
    return all.stream();
  }

  private static Vector vector(JsonNode node) {
    SortedMap<Integer, Integer> image = new TreeMap<>();
    node.path("registers")
        .properties()
        .forEach(word -> image.put(Integer.valueOf(word.getKey()), word.getValue().asInt()));
    Map<String, Long> expected = new TreeMap<>();
    node.path("expected")
        .properties()
        .forEach(each -> expected.put(each.getKey(), each.getValue().asLong()));
    return new Vector(node.path("class_under_test").asText(), image, expected);
  }

  private static String name(String channel) {
    String energy = ENERGIES.get(channel);
    return energy != null
        ? energy
        : channel.toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("-(l[123])$", ".$1");
  }

  /** OpenEMS has whole W and var, and mV, mA and mHz as we have. */
  private static long wholeUnits(RegisterName name, long steps) {
    return name.toString().contains("power")
        ? BigDecimal.valueOf(steps, 3).setScale(0, RoundingMode.HALF_EVEN).longValueExact()
        : steps;
  }

  /** The image behind Modbus TCP. */
  private record Held(RegisterBank bank) implements ModbusServices {
    @Override
    public ReadHoldingRegistersResponse readHoldingRegisters(
        ModbusRequestContext context, int unit, ReadHoldingRegistersRequest request)
        throws ModbusResponseException {
      return new ReadHoldingRegistersResponse(held(3, request.address(), request.quantity()));
    }

    @Override
    public ReadInputRegistersResponse readInputRegisters(
        ModbusRequestContext context, int unit, ReadInputRegistersRequest request)
        throws ModbusResponseException {
      return new ReadInputRegistersResponse(held(4, request.address(), request.quantity()));
    }

    private byte[] held(int function, int address, int count) throws ModbusResponseException {
      return bank.read(function, address, count)
          .orElseThrow(() -> new ModbusResponseException(function, ILLEGAL_ADDRESS));
    }
  }
}
