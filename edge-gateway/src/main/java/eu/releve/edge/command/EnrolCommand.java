package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.identity.IdentityWords;
import eu.releve.edge.identity.Obstacle;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.Enrolment.Outcome;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.enrol.EstClient;
import eu.releve.provisioning.enrol.Fingerprint;
import eu.releve.provisioning.enrol.Identity;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.enrol.Renewal;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.tls.Dates;
import eu.releve.wire.ClockTrust;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code enrol LABEL}: gets the gateway's first certificate. The code is never printed.
 *
 * <p>Exit codes: 0 enrolled, also when it was before; 1 the collector, or what answers in its
 * place, says no (in words); 2 wrong use; 3 it cannot be reached, or a file is missing.
 */
@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    description = "Gets this gateway's certificate, with the label of the collector's operator.",
    footer = {
      "",
      "Example:",
      "  ./releve enrol 'https://HOST:PORT/enrol/GATEWAY#CODE.FINGERPRINT'",
      "  ./releve enrol -   reads the label: no shell keeps it in its history",
      "",
      "Exit codes: 0 enrolled, 1 refused (and why), 2 wrong use, 3 not reached"
    })
public final class EnrolCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;
  private static final int LABEL_MAX = 1 << 10;

  @Parameters(
      paramLabel = "LABEL",
      arity = "0..1",
      description = "as printed: https://HOST:PORT/enrol/GATEWAY#CODE.FINGERPRINT; - reads it")
  private Optional<String> label = Optional.empty();

  @Option(names = "--url", paramLabel = "U", description = "https://HOST:PORT, without a label")
  private Optional<String> url = Optional.empty();

  @Option(names = "--gateway", paramLabel = "ID", description = "the gateway's name")
  private Optional<String> gateway = Optional.empty();

  @Option(names = "--code", paramLabel = "C", description = "the claim code; - reads it")
  private Optional<String> code = Optional.empty();

  @Option(
      names = "--ca-sha256",
      paramLabel = "HEX",
      description = "SHA-256 of the certificate of the collector's authority")
  private Optional<String> authority = Optional.empty();

  @Option(names = "--data", paramLabel = "DIR", description = "the gateway's data folder")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "gateway.yaml: data folder, proxy and name")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--again", description = "also when it is enrolled: same key, new certificate")
  private boolean again;

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;
  private final Duration timeout;

  EnrolCommand(Map<String, String> environment, Duration timeout) {
    this.environment = Map.copyOf(environment);
    this.timeout = timeout;
  }

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line(System.getenv(), EstClient.TIMEOUT).execute(arguments));
  }

  /**
   * The command, for whoever gives it other streams.
   *
   * @param environment its language, and where data is.
   * @param timeout of one connection.
   */
  static CommandLine line(Map<String, String> environment, Duration timeout) {
    CommandLine line =
        Help.in(
            CommandLanguage.of(environment),
            EnrolCommand.class,
            new CommandLine(new EnrolCommand(environment, timeout)));
    // The usual handler repeats what was typed, and a code may be part of it.
    line.setParameterExceptionHandler(
        (wrong, typed) -> {
          PrintWriter err = wrong.getCommandLine().getErr();
          err.println(IdentityWords.in(Language.of(environment)).text("enrol.use"));
          wrong.getCommandLine().usage(err);
          return WRONG_USE;
        });
    return line;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    IdentityWords words = IdentityWords.in(Language.of(environment));
    try {
      Optional<GatewaySettings> settings = settings();
      EnrolmentLabel wanted = label(words);
      if (settings.isPresent() && !settings.get().gateway().equals(wanted.gateway())) {
        err.println(words.text("enrol.settings", wanted.gateway(), settings.get().gateway()));
        return WRONG_USE;
      }
      Path folder =
          data.or(() -> settings.map(GatewaySettings::data))
              .orElseGet(() -> GatewaySettings.usualData(environment));
      Enrolment enrolment =
          new Enrolment(
              IdentityFiles.in(folder), settings.flatMap(of -> of.collector().proxy()), timeout);
      Outcome outcome = enrolment.enrol(wanted, again, dates(settings));
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? json(outcome) : text(outcome, words));
      out.flush();
      return Obstacle.of(outcome).map(met -> met.kind().isAway() ? MISSING : NO).orElse(0);
    } catch (DocumentException | IllegalArgumentException wrong) {
      err.println("enrol: " + wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("enrol: " + missing.getMessage());
      return MISSING;
    }
  }

  private Optional<GatewaySettings> settings() throws DocumentException, IOException {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isReadable(config.get())) {
      throw new IOException(config.get() + ": wanted a file, found none that can be read");
    }
    return Optional.of(GatewaySettings.load(config.get(), environment));
  }

  private EnrolmentLabel label(IdentityWords words) throws IOException {
    boolean isInParts =
        url.isPresent() && gateway.isPresent() && code.isPresent() && authority.isPresent();
    boolean hasParts =
        url.isPresent() || gateway.isPresent() || code.isPresent() || authority.isPresent();
    if (label.isPresent() == isInParts || (label.isPresent() && hasParts)) {
      throw new IllegalArgumentException(words.text("enrol.either"));
    }
    try {
      return label.isPresent()
          ? EnrolmentLabel.parse(readIfDash(label.get()))
          : new EnrolmentLabel(
              EnrolmentLabel.server(url.orElseThrow()),
              new GatewayId(gateway.orElseThrow()),
              ClaimCode.parse(readIfDash(code.orElseThrow())),
              new Fingerprint(authority.orElseThrow()));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          words.text("enrol.label", String.valueOf(wrong.getMessage())), wrong);
    }
  }

  private static String readIfDash(String given) throws IOException {
    if (!given.equals("-")) {
      return given;
    }
    StringBuilder line = new StringBuilder();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.length() >= LABEL_MAX) {
        throw new IllegalArgumentException("a line of more than 1024 characters");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private static Dates dates(Optional<GatewaySettings> settings) throws IOException {
    boolean isVouched =
        settings.map(of -> of.clock() == GatewaySettings.Clock.TRUSTED).orElse(false);
    return LinuxBootClock.open(isVouched).trust() == ClockTrust.SYNCHRONISED
        ? Dates.COUNT
        : Dates.DO_NOT_COUNT;
  }

  private static String text(Outcome outcome, IdentityWords words) {
    return switch (outcome) {
      case Outcome.Done done ->
          words.text("enrol.done", done.identity().gateway(), until(done.identity(), words))
              + System.lineSeparator()
              + words.text("enrol.next", words.day(Renewal.of(done.identity()).due()));
      case Outcome.Already already ->
          words.text(
              "enrol.already", already.identity().gateway(), until(already.identity(), words));
      case Outcome.Busy busy -> obstacle(outcome, words);
      case Outcome.AnotherAuthority other -> obstacle(outcome, words);
      case Outcome.NotIssued not -> obstacle(outcome, words);
    };
  }

  private static String until(Identity identity, IdentityWords words) {
    return words.day(identity.notAfter());
  }

  private static String obstacle(Outcome outcome, IdentityWords words) {
    Obstacle met = Obstacle.of(outcome).orElseThrow();
    StringBuilder text = new StringBuilder(words.of(met.kind()));
    met.retryAfter()
        .ifPresent(
            after ->
                text.append(System.lineSeparator())
                    .append(words.text("enrol.wait", Long.toString(after.toSeconds()))));
    if (!met.said().isEmpty() && met.kind() != Obstacle.Kind.BUSY) {
      text.append(System.lineSeparator()).append(words.text("enrol.said", met.said()));
    }
    return text.toString();
  }

  private static Json json(Outcome outcome) {
    Json json = new Json();
    Optional<Obstacle> met = Obstacle.of(outcome);
    json.put("enrolled", met.isEmpty())
        .put("outcome", met.map(of -> of.kind().name()).orElse(outcome.getClass().getSimpleName()));
    met.ifPresent(of -> json.put("said", of.said()));
    met.flatMap(Obstacle::retryAfter)
        .ifPresent(after -> json.put("retryAfterSeconds", after.toSeconds()));
    identity(outcome)
        .ifPresent(
            now ->
                json.put("gateway", now.gateway().value())
                    .put("server", now.server().toString())
                    .put("notAfter", now.notAfter().toString())
                    .put("renewal", Renewal.of(now).due().toString()));
    return json;
  }

  private static Optional<Identity> identity(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> Optional.of(done.identity());
      case Outcome.Already already -> Optional.of(already.identity());
      case Outcome.Busy busy -> Optional.empty();
      case Outcome.AnotherAuthority other -> Optional.empty();
      case Outcome.NotIssued not -> Optional.empty();
    };
  }
}
