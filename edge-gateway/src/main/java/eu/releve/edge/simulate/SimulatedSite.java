package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.SerialPlace;
import eu.releve.edge.serial.LineSettings;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A site plan being played: a real server at the address of each of its buses. */
public final class SimulatedSite implements AutoCloseable {
  private final List<PlayedMeter> meters;
  private final List<BusServer> servers;

  private SimulatedSite(List<PlayedMeter> meters, List<BusServer> servers) {
    this.meters = List.copyOf(meters);
    this.servers = List.copyOf(servers);
  }

  /**
   * Starts a server for each bus, with the plan's meters and no others.
   *
   * @throws IOException when an address cannot be taken; nothing is left running.
   * @throws IllegalArgumentException when a meter cannot be played on its bus.
   */
  public static SimulatedSite start(
      SitePlan plan, Truth truth, InstantSource clock, Recorder recorder) throws IOException {
    return start(plan, truth, clock, recorder, Map.of());
  }

  /**
   * Starts a server for each bus.
   *
   * @param truth what the meters measure.
   * @param clock at which instants they are asked.
   * @param recorder what is told of each answer before it is sent.
   * @param given meters that are not in the plan, by their M-Bus.
   * @throws IOException when an address cannot be taken; nothing is left running.
   * @throws IllegalArgumentException when a meter cannot be played on its bus.
   */
  public static SimulatedSite start(
      SitePlan plan,
      Truth truth,
      InstantSource clock,
      Recorder recorder,
      Map<BusId, List<GivenMeter>> given)
      throws IOException {
    return start(plan, truth, clock, recorder, new Extras(given, Keys.NONE));
  }

  /**
   * What is played besides the plan.
   *
   * @param given meters that are not in the plan, by their M-Bus.
   * @param keys with which meters encrypt that are heard by radio.
   * @param recordings what is said on a Modbus RTU bus instead of what its meters hold.
   * @param speakEvery how often meters speak that do so by themselves; nothing for every second
   *     (P1) and every two (TIC).
   */
  public record Extras(
      Map<BusId, List<GivenMeter>> given,
      Keys keys,
      Map<BusId, Recording> recordings,
      Optional<Duration> speakEvery) {
    private static final Duration P1_EVERY = Duration.ofSeconds(1);
    private static final Duration TIC_EVERY = Duration.ofSeconds(2);

    public Extras {
      given = Map.copyOf(given);
      recordings = Map.copyOf(recordings);
    }

    /** Without recordings. */
    public Extras(Map<BusId, List<GivenMeter>> given, Keys keys) {
      this(given, keys, Map.of());
    }

    /** With meters that speak as often as real ones. */
    public Extras(Map<BusId, List<GivenMeter>> given, Keys keys, Map<BusId, Recording> recordings) {
      this(given, keys, recordings, Optional.empty());
    }
  }

  /**
   * The same with keys.
   *
   * @throws IOException when an address cannot be taken; nothing is left running.
   * @throws IllegalArgumentException when a meter cannot be played on its bus.
   */
  public static SimulatedSite start(
      SitePlan plan, Truth truth, InstantSource clock, Recorder recorder, Extras extras)
      throws IOException {
    List<PlayedMeter> meters = new ArrayList<>();
    List<BusServer> servers = new ArrayList<>();
    try {
      for (Bus bus : plan.buses()) {
        List<PlayedMeter> onBus =
            plan.metersOn(bus.id()).stream()
                .map(meter -> new PlayedMeter(meter, truth, clock, recorder))
                .toList();
        meters.addAll(onBus);
        BusMeters played = new BusMeters(onBus, plan.zone(), clock);
        serve(bus, played, extras, servers);
      }
    } catch (IOException | RuntimeException refused) {
      new SimulatedSite(meters, servers).close();
      throw refused;
    }
    return new SimulatedSite(meters, servers);
  }

  private static void serve(Bus bus, BusMeters played, Extras extras, List<BusServer> servers)
      throws IOException {
    List<GivenMeter> given = extras.given().getOrDefault(bus.id(), List.of());
    Optional<Recording> recording = Optional.ofNullable(extras.recordings().get(bus.id()));
    require(
        recording.isEmpty() || bus instanceof Bus.ModbusRtu || bus instanceof Bus.ModbusConverter,
        "bus %s: a recording is played on Modbus RTU only",
        bus.id());
    switch (bus) {
      case Bus.ModbusTcp tcp -> servers.add(ModbusMeterServer.start(tcp.endpoint(), played));
      case Bus.MbusTcp tcp ->
          servers.add(MbusMeterServer.start(at(tcp.endpoint()), voices(played, given), tcp.baud()));
      case Bus.MbusSerial serial -> {
        Bus.SerialLine line = serial.line();
        MbusMeterServer server =
            MbusMeterServer.start(anyPort(), voices(played, given), line.baud());
        servers.add(server);
        servers.add(PtyBridge.start(Path.of(line.device()), server.port()));
      }
      case Bus.RadioTcp radio ->
          servers.add(
              RadioServer.start(at(radio.endpoint()), voices(played, given), extras.keys()));
      case Bus.RadioReceiver radio -> throw unplayed(radio);
      case Bus.RadioUdp radio -> throw unplayed(radio);
      case Bus.RadioInput radio -> throw unplayed(radio);
      case Bus.OpcUa server -> servers.add(OpcUaMeterServer.start(server, played));
      case Bus.P1Port p1 ->
          port(
              p1,
              new P1Voice(played, extras.keys()),
              extras.speakEvery().orElse(Extras.P1_EVERY),
              servers);
      case Bus.TicPort tic ->
          port(
              tic,
              new TicVoice(played, tic.mode()),
              extras.speakEvery().orElse(Extras.TIC_EVERY),
              servers);
      case Bus.Gpio gpio -> servers.add(GpioServer.start(gpio, played, System::nanoTime));
      case Bus.Plc plc ->
          throw new IllegalArgumentException(
              "bus %s: the simulator plays no controller".formatted(plc.id()));
      case Bus.ModbusConverter rtu -> {
        LineSettings settings = SerialPlace.of(rtu, Duration.ZERO).settings();
        servers.add(RtuMeterServer.start(at(rtu.endpoint()), played, recording, settings));
      }
      case Bus.ModbusRtu serial -> {
        LineSettings settings = SerialPlace.of(serial).settings();
        RtuMeterServer server = RtuMeterServer.start(anyPort(), played, recording, settings);
        servers.add(server);
        servers.add(PtyBridge.start(Path.of(serial.line().device()), server.port()));
      }
    }
  }

  private static void port(
      Bus.Port bus, PortServer.Voice voice, Duration between, List<BusServer> servers)
      throws IOException {
    switch (bus.place()) {
      case Bus.Place.Remote remote ->
          servers.add(PortServer.start(at(remote.endpoint()), voice, between));
      case Bus.Place.Device device -> {
        PortServer server = PortServer.start(anyPort(), voice, between);
        servers.add(server);
        servers.add(PtyBridge.whileOpen(Path.of(device.path()), server.port()));
      }
    }
  }

  private static InetSocketAddress at(Bus.Endpoint endpoint) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static IllegalArgumentException unplayed(Bus.Radio bus) {
    return new IllegalArgumentException(
        "bus %s: the simulator plays radio over TCP only".formatted(bus.id()));
  }

  private static List<MbusVoice> voices(BusMeters played, List<GivenMeter> given) {
    List<MbusVoice> voices = new ArrayList<>(given);
    // A meter of which the plan says nothing is there only if its telegrams are given.
    played.all().stream()
        .filter(meter -> !meter.meter().access().registers().isEmpty())
        .forEach(meter -> voices.add(new PlayedVoice(meter, played)));
    return voices;
  }

  /**
   * Gives a meter a fault, or takes it away with {@link Fault#NONE}.
   *
   * @return whether there is such a meter.
   */
  public boolean fault(MeterId meter, Fault fault) {
    Optional<PlayedMeter> played = played(meter);
    played.ifPresent(its -> its.fault(fault));
    return played.isPresent();
  }

  /**
   * Lets an OPC-UA server go away and come back.
   *
   * @return whether there is such a server.
   * @throws IOException when it does not come back.
   */
  boolean restart(BusId bus, OpcUaMeterServer.Restart how) throws IOException {
    Optional<OpcUaMeterServer> played = server(bus);
    if (played.isPresent()) {
      played.get().restart(how);
    }
    return played.isPresent();
  }

  /** The OPC-UA server of that bus. */
  public Optional<OpcUaMeterServer> server(BusId bus) {
    return servers.stream()
        .filter(OpcUaMeterServer.class::isInstance)
        .map(OpcUaMeterServer.class::cast)
        .filter(server -> server.bus().id().equals(bus))
        .findFirst();
  }

  /** How many right answers all meters have given. */
  public long answers() {
    return meters.stream().mapToLong(PlayedMeter::answers).sum();
  }

  List<PlayedMeter> meters() {
    return meters;
  }

  private Optional<PlayedMeter> played(MeterId meter) {
    return meters.stream().filter(its -> its.meter().id().equals(meter)).findFirst();
  }

  /** Ends all servers and their connections. */
  @Override
  public void close() throws IOException {
    IOException first = new IOException("cannot stop every server");
    for (BusServer server : servers) {
      try {
        server.close();
      } catch (IOException broken) {
        first.addSuppressed(broken);
      }
    }
    if (first.getSuppressed().length > 0) {
      throw first;
    }
  }
}
