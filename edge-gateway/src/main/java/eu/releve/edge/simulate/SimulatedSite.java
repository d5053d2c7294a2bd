package eu.releve.edge.simulate;

import eu.releve.measure.MeterId;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
   * Starts a server for each bus.
   *
   * @param truth what the meters measure.
   * @param clock at which instants they are asked.
   * @param recorder what is told of each answer before it is sent.
   * @throws IOException when an address cannot be taken; nothing is left running.
   * @throws IllegalArgumentException when a meter cannot be played on its bus.
   */
  public static SimulatedSite start(
      SitePlan plan, Truth truth, InstantSource clock, Recorder recorder) throws IOException {
    List<PlayedMeter> meters = new ArrayList<>();
    List<BusServer> servers = new ArrayList<>();
    try {
      for (Bus bus : plan.buses()) {
        List<PlayedMeter> onBus =
            plan.metersOn(bus.id()).stream()
                .map(meter -> new PlayedMeter(meter, truth, clock, recorder))
                .toList();
        meters.addAll(onBus);
        servers.add(serve(bus, new BusMeters(onBus, plan.zone(), clock)));
      }
    } catch (IOException | RuntimeException refused) {
      new SimulatedSite(meters, servers).close();
      throw refused;
    }
    return new SimulatedSite(meters, servers);
  }

  private static BusServer serve(Bus bus, BusMeters meters) throws IOException {
    return switch (bus) {
      case Bus.ModbusTcp tcp -> ModbusMeterServer.start(tcp.endpoint(), meters);
      case Bus.MbusTcp tcp -> MbusMeterServer.start(tcp.endpoint(), meters);
      case Bus.Plc plc ->
          throw new IllegalArgumentException(
              "bus %s: the simulator plays no controller".formatted(plc.id()));
      case Bus.Serial serial ->
          throw new IllegalArgumentException(
              "bus %s: the simulator plays no serial line".formatted(serial.id()));
    };
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
