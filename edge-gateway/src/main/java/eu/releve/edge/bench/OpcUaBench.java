package eu.releve.edge.bench;

import eu.releve.decode.Outcome;
import eu.releve.decode.opcua.OpcUaDecoder;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.link.opcua.Answer;
import eu.releve.edge.link.opcua.OpcUaLink;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.profile.Access;
import eu.releve.profile.OpcUaRegister;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * What the link costs over the library that it stands on: nodes of a played server, read a hundred
 * at a time with one request in flight, through the link and decoded, and by a bare loop of the
 * library. The server is another process; the two take turns.
 */
final class OpcUaBench {
  private static final int NODES = 100;
  private static final int ROUNDS = 10;
  private static final Duration ROUND = Duration.ofSeconds(3);

  void run(Figures figures) throws Exception {
    figures.note("opcua: no seed, %d nodes a request, one in flight, no security", NODES);
    Path file = Files.createTempFile("releve-opcua", ".yaml");
    try {
      String text = plan(FreePorts.one());
      Files.writeString(file, text);
      SitePlan plan = SitePlans.load("plan.yaml", text, Profiles.bundled());
      try (Program server = Program.start(command(file), false)) {
        String unused = server.await("ready simulator");
        measure(figures, plan);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void measure(Figures figures, SitePlan plan) throws Exception {
    Bus.OpcUa bus = (Bus.OpcUa) plan.buses().getFirst();
    List<OpcUaRegister> registers = ((Access.OpcUa) plan.meters().getFirst().access()).registers();
    List<String> nodes = registers.stream().map(OpcUaRegister::node).toList();
    List<ReadValueId> ids =
        nodes.stream()
            .map(
                node ->
                    new ReadValueId(
                        NodeId.parse(node),
                        AttributeId.Value.uid(),
                        null,
                        QualifiedName.NULL_VALUE))
            .toList();
    OpcUaClient bare = OpcUaClient.create(bus.url());
    var unused = bare.connect();
    try (OpcUaLink link =
        new OpcUaLink(
            bus,
            ServerKeys.none(),
            new OpcUaLink.Wants(nodes, List.of()),
            Duration.ofSeconds(10),
            ManualClock.trusted())) {
      // The first round of each warms up and does not count.
      double ours = 0;
      double theirs = 0;
      for (int round = 0; round <= ROUNDS; round++) {
        double link1 = rate(() -> throughLink(link, nodes, registers));
        double bare1 = rate(() -> bare(bare, ids));
        ours += round == 0 ? 0 : link1;
        theirs += round == 0 ? 0 : bare1;
      }
      figures.note(
          "opcua: link %.0f, bare client %.0f node reads a second", ours / ROUNDS, theirs / ROUNDS);
      figures.figure("opcua.ratio_to_bare_client", ours / theirs, "ratio");
    } finally {
      bare.disconnect();
    }
  }

  /** Reads once and returns how many nodes had a value. */
  @FunctionalInterface
  private interface Reading {
    int once() throws Exception;
  }

  private static double rate(Reading reading) throws Exception {
    long begin = System.nanoTime();
    long end = begin + ROUND.toNanos();
    long values = 0;
    while (System.nanoTime() < end) {
      int read = reading.once();
      if (read != NODES) {
        throw new IOException("wanted " + NODES + " values, found " + read);
      }
      values += read;
    }
    return values / ((System.nanoTime() - begin) / 1e9);
  }

  private static int throughLink(OpcUaLink link, List<String> nodes, List<OpcUaRegister> registers)
      throws IOException {
    if (!(link.read(nodes) instanceof Answer.Given given)) {
      throw new IOException("the server does not answer");
    }
    int values = 0;
    for (int i = 0; i < registers.size(); i++) {
      var said = OpcUaDecoder.decode(registers.get(i), given.readings().get(i).value());
      values += said.outcome() instanceof Outcome.Value ? 1 : 0;
    }
    return values;
  }

  private static int bare(OpcUaClient client, List<ReadValueId> ids) throws Exception {
    DataValue[] values = client.read(0, TimestampsToReturn.Both, ids).getResults();
    int read = 0;
    for (DataValue value : values == null ? new DataValue[0] : values) {
      read += value.getStatusCode().isGood() && value.getValue().isNotNull() ? 1 : 0;
    }
    return read;
  }

  private static List<String> command(Path plan) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        StillServer.class.getName(),
        plan.toString());
  }

  private static String plan(int port) {
    StringBuilder text =
        new StringBuilder(
            """
            site: opcua
            zone: Europe/Brussels
            buses: [ { id: server, opcua: "opc.tcp://127.0.0.1:%d", security: none } ]
            points: [ { id: all, name: "all" } ]
            meters:
              - id: e1
                point: all
                bus: server
                from: 2026-01-01
                registers:
            """
                .formatted(port));
    for (int i = 1; i <= NODES; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "      - { is: active-energy-import.t%d, node: \"ns=2;s=E%d\", unit: kWh }%n",
              i,
              i));
    }
    return text.toString();
  }
}
