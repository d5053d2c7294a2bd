package eu.releve.edge.command;

import eu.releve.decode.opcua.EngineeringUnit;
import eu.releve.decode.opcua.NodeValue;
import eu.releve.decode.opcua.NodeValue.Content;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.link.opcua.NodeReading;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.link.opcua.UntrustedServerException;
import eu.releve.edge.link.opcua.Visit;
import eu.releve.edge.link.opcua.Visit.Found;
import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import eu.releve.provisioning.site.Bus.Security;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code opcua browse PLACE}: the nodes of a server, what they hold, and what they may be.
 *
 * <p>Exit codes: 0 everything was shown; 1 it could not be reached, is not trusted, or has more
 * nodes than are shown (said); 2 wrong use; 3 a file that is missing (named).
 */
@Command(
    name = "browse",
    mixinStandardHelpOptions = true,
    description = "The nodes of a server with values, units and what they may be.",
    footer = {"", "Example:", "  ./releve opcua browse opc.tcp://10.0.0.9:4840 --open"})
final class OpcUaBrowseCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;

  @Parameters(paramLabel = "PLACE", description = "opc.tcp://HOST:PORT, or a bus of the plan")
  private String place = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "gateway.yaml: which plan, and whose decisions")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--open", description = "at an address: over an open connection")
  private boolean open;

  @Option(names = "--from", paramLabel = "NODE", description = "where to begin; i=85")
  private String from = "i=85";

  @Option(names = "--max", paramLabel = "N", description = "so many nodes at most; 5000")
  private int max = 5_000;

  @Option(names = "--timeout", paramLabel = "MS", description = "of a request; 5000")
  private long timeoutMillis = 5_000;

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path data;
    try {
      data = ServerPlace.data(config, System.getenv());
    } catch (DocumentException wrong) {
      err.println(wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("opcua: " + missing.getMessage());
      return MISSING;
    }
    try {
      var server = ServerPlace.server(place, config, open ? Security.NONE : Security.BEST);
      try (Visit visit =
          Visit.to(
              server,
              ServerKeys.in(data),
              Duration.ofMillis(timeoutMillis),
              LinuxBootClock.open(false))) {
        return show(visit, out);
      }
    } catch (DocumentException | IllegalArgumentException wrong) {
      err.println("opcua: " + wrong.getMessage());
      return WRONG_USE;
    } catch (UntrustedServerException stranger) {
      out.println(ServerPlace.words().text("opcua.untrusted", place, stranger.fingerprint()));
      out.flush();
      return NO;
    } catch (IOException silent) {
      String why = String.valueOf(silent.getMessage());
      out.println(ServerPlace.words().text("opcua.unreachable", place, why));
      out.flush();
      return NO;
    }
  }

  private int show(Visit visit, PrintWriter out) throws IOException {
    List<Found> found = new ArrayList<>();
    boolean all =
        visit.walk(
            from,
            max,
            node -> {
              if (json) {
                found.add(node);
              } else {
                out.println(line(node));
                out.flush();
              }
            });
    if (json) {
      out.println(new Json().put("complete", all).put("nodes", found, OpcUaBrowseCommand::json));
    } else if (!all) {
      out.println(ServerPlace.words().text("opcua.more", max));
    }
    out.flush();
    return all ? 0 : NO;
  }

  private static String line(Found found) {
    String text = "  ".repeat(found.depth()) + found.name() + "  " + found.node();
    return text
        + found.value().map(reading -> "  = " + held(reading)).orElse("")
        + found.unit().map(unit -> " " + symbol(unit)).orElse("")
        + suggestion(found).map(quantity -> "  -> " + quantity.id()).orElse("");
  }

  private static String symbol(EngineeringUnit unit) {
    return unit.unit().map(Unit::symbol).orElse(unit.symbol());
  }

  private static Optional<Quantity> suggestion(Found found) {
    return found.unit().flatMap(unit -> unit.suggestion(found.name()));
  }

  private static String held(NodeReading reading) {
    NodeValue value = reading.value();
    String status = value.status().isBad() ? value.status().name() : "";
    return status.isEmpty() ? held(value.content()) : status;
  }

  private static String held(Content content) {
    return switch (content) {
      case Content.Held number -> number.number().toPlainString();
      case Content.Flag flag -> Boolean.toString(flag.set());
      case Content.Array array -> "[" + array.elements().size() + "]";
      case Content.Other other -> other.what();
    };
  }

  private static void json(Json json, Found found) {
    json.put("depth", found.depth())
        .put("name", found.name())
        .put("node", found.node())
        .put("value", found.value().map(OpcUaBrowseCommand::held).orElse(""))
        .put("unit", found.unit().map(OpcUaBrowseCommand::symbol).orElse(""))
        .put("suggestion", suggestion(found).map(Quantity::id).orElse(""));
  }
}
