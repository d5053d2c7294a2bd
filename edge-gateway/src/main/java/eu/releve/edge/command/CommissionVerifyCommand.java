package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.edge.commission.CommissionWords;
import eu.releve.edge.report.SealCheck;
import eu.releve.edge.report.SealCheck.Finding;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Identity;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.tls.Pem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code commission verify FILE}: whether a report is the gateway's, and unchanged. Needs no
 * gateway.
 *
 * <p>Exit codes: 0 the seal holds, 1 it does not (and why), 2 wrong use, 3 a file or the authority
 * is missing.
 */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Whether a report is sealed by its gateway, and unchanged since.",
    footer = {
      "",
      "Example:",
      "  ./releve commission verify report.pdf --ca collector-ca.pem --gateway gw-1",
      "",
      "Exit codes: 0 the seal holds, 1 it does not (and why), 2 wrong use, 3 a file is missing"
    })
final class CommissionVerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the report")
  private Path file = Path.of("");

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "the authority that gives gateways their certificates, as PEM")
  private Optional<Path> authority = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "gateway.yaml: its authority and its name")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--gateway", paramLabel = "ID", description = "the gateway whose it must be")
  private Optional<String> gateway = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  CommissionVerifyCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    CommissionWords words = ConsolePlace.words(environment);
    try {
      Optional<GatewaySettings> settings = ConsolePlace.settings(config, environment);
      Optional<GatewayId> wanted =
          gateway.map(GatewayId::new).or(() -> settings.map(GatewaySettings::gateway));
      if (!Files.isReadable(file)) {
        throw new IOException(file + ": wanted a report, found none that can be read");
      }
      List<X509Certificate> authorities = authorities(settings);
      if (authorities.isEmpty()) {
        err.println(words.text("command.authority"));
        return ConsolePlace.MISSING;
      }
      SealCheck.Result result = SealCheck.of(file, authorities, wanted);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? json(result) : text(result, wanted, words));
      out.flush();
      return result.finding() == Finding.SEALED ? ConsolePlace.YES : ConsolePlace.NO;
    } catch (DocumentException | IllegalArgumentException wrong) {
      err.println("commission: " + wrong.getMessage());
      return ConsolePlace.WRONG_USE;
    } catch (IOException missing) {
      err.println("commission: " + missing.getMessage());
      return ConsolePlace.MISSING;
    }
  }

  private List<X509Certificate> authorities(Optional<GatewaySettings> settings) throws IOException {
    if (authority.isPresent()) {
      return Pem.read(authority.get()).certificates();
    }
    if (settings.isPresent() && settings.get().collector().tls().isPresent()) {
      return Pem.read(settings.get().collector().tls().get().trust()).certificates();
    }
    Path data =
        settings.map(GatewaySettings::data).orElseGet(() -> GatewaySettings.usualData(environment));
    return IdentityFiles.in(data).read().map(Identity::authority).stream().toList();
  }

  private static String text(
      SealCheck.Result result, Optional<GatewayId> wanted, CommissionWords words) {
    String who = result.gateway().orElse("?");
    String key = "verify." + result.finding();
    return switch (result.finding()) {
      case SEALED ->
          words.text(key, who)
              + System.lineSeparator()
              + result
                  .made()
                  .map(made -> words.text("verify.made", made.toString()))
                  .orElseGet(() -> words.text("verify.undated"));
      case ANOTHER_GATEWAY -> words.text(key, who, wanted.map(GatewayId::value).orElse("?"));
      case OUTSIDE_DATES -> words.text(key, who, result.detail());
      case NOT_A_REPORT, NOT_SEALED, ADDED, CHANGED, UNREADABLE, ANOTHER_AUTHORITY ->
          words.text(key, result.detail());
    };
  }

  private static String json(SealCheck.Result result) {
    Json json =
        new Json()
            .put("sealed", result.finding() == Finding.SEALED)
            .put("finding", result.finding().name())
            .put("detail", result.detail());
    result.gateway().ifPresent(who -> json.put("gateway", who));
    result.made().ifPresent(made -> json.put("made", made.toString()));
    return json.toString();
  }
}
