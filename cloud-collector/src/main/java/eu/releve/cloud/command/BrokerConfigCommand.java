package eu.releve.cloud.command;

import eu.releve.cloud.authority.Authority;
import eu.releve.cloud.authority.BrokerCertificate;
import eu.releve.cloud.broker.BrokerFiles;
import eu.releve.cloud.broker.BrokerFiles.Kind;
import eu.releve.document.DocumentException;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.settings.BrokerSettings;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.tls.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * {@code broker-config mosquitto|emqx|hivemq}: what a broker needs so that gateways and collectors
 * do there what they may.
 *
 * <p>Exit codes: 0 done; 2 wrong use; 3 a file that is missing, or that cannot be written.
 */
@Command(
    name = "broker-config",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a broker's configuration and rules: mutual TLS 1.3, each client known by its",
      "certificate's common name, a gateway within its own prefix, everything else refused.",
      "With -o the files are written, and with --collector-config also the broker's certificate,",
      "signed by the collector's authority. What the broker's plugin has written stays."
    },
    footer = {
      "",
      "Example:",
      "  ./releve broker-config mosquitto --collector-config collector.yaml -o /etc/releve/broker"
    })
public final class BrokerConfigCommand implements Callable<Integer> {
  private static final int USUAL_PORT = 8_883;
  private static final String USUAL_FOLDER = "/etc/releve/broker";
  private static final List<String> PLUGINS =
      List.of(
          "/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so",
          "/usr/lib/aarch64-linux-gnu/mosquitto_dynamic_security.so",
          "/usr/lib/arm-linux-gnueabihf/mosquitto_dynamic_security.so",
          "/usr/lib/mosquitto_dynamic_security.so",
          "/usr/lib64/mosquitto_dynamic_security.so");

  @Parameters(
      paramLabel = "BROKER",
      description = "mosquitto (tested with 2.0), emqx or hivemq (both untested)")
  private String broker = "";

  @Option(
      names = "--collector-config",
      paramLabel = "FILE",
      description = "collector.yaml: where the broker is, the collector's name, the authority")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--collector",
      paramLabel = "NAME",
      description = "another collector's name at the broker; as often as there are others")
  private List<String> others = new ArrayList<>();

  @Option(names = "-o", paramLabel = "DIR", description = "writes the files there")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--plugin",
      paramLabel = "FILE",
      description = "Mosquitto's dynamic security plugin on the broker's machine")
  private Optional<String> plugin = Optional.empty();

  @Option(names = "--json", description = "for programs: one object, file names and texts")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  /** The command, for whoever gives it other streams. */
  public static CommandLine line() {
    return line(System.getenv());
  }

  /** The same in the language of an environment. */
  static CommandLine line(Map<String, String> environment) {
    return Help.in(
        CommandLanguage.of(environment),
        BrokerConfigCommand.class,
        new CommandLine(new BrokerConfigCommand()));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    try {
      Messages words =
          Messages.load(BrokerConfigCommand.class, CommandLanguage.of(System.getenv()));
      Kind kind = kind();
      Optional<CollectorSettings> settings = settings();
      Map<String, String> files = BrokerFiles.of(kind, place(settings));
      if (json) {
        JsonObject all = new JsonObject();
        files.forEach(all::put);
        out.println(all.encodePrettily());
      } else if (folder.isEmpty()) {
        files.forEach((name, text) -> out.print("# --- " + name + "\n" + text + "\n"));
      }
      if (folder.isPresent()) {
        write(folder.get(), files, settings, words, errors);
      }
      if (kind != Kind.MOSQUITTO) {
        errors.println(words.text("broker-config.untested", broker));
      }
      return 0;
    } catch (Refused refused) {
      errors.println("broker-config: " + refused.getMessage());
      return refused.exitCode();
    } catch (IOException unwritable) {
      errors.println("broker-config: " + unwritable.getMessage());
      return Refused.MISSING;
    } finally {
      out.flush();
      errors.flush();
    }
  }

  private Kind kind() throws Refused {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(broker)) {
        return kind;
      }
    }
    throw new Refused(
        Refused.WRONG_USE, "BROKER: wanted mosquitto, emqx or hivemq, found '" + broker + "'");
  }

  private Optional<CollectorSettings> settings() throws Refused {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isReadable(config.get())) {
      throw new Refused(Refused.MISSING, config.get() + ": wanted a settings file, found none");
    }
    try {
      CollectorSettings found = CollectorSettings.load(config.get(), System.getenv());
      if (found.broker().isEmpty()) {
        throw new Refused(Refused.WRONG_USE, config.get() + ": broker: wanted it, found none");
      }
      return Optional.of(found);
    } catch (DocumentException wrong) {
      throw new Refused(Refused.WRONG_USE, String.valueOf(wrong.getMessage()));
    }
  }

  private BrokerFiles.Place place(Optional<CollectorSettings> settings) throws Refused {
    Optional<BrokerSettings> its = settings.flatMap(CollectorSettings::broker);
    List<String> collectors = new ArrayList<>();
    collectors.add(its.map(BrokerSettings::name).orElse(BrokerSettings.USUAL_NAME));
    for (String other : others) {
      if (!BrokerSettings.isName(other)) {
        throw new Refused(
            Refused.WRONG_USE,
            "--collector: wanted a name with a dot, such as %s, found '%s'"
                .formatted(BrokerSettings.USUAL_NAME, other));
      }
      collectors.add(other);
    }
    return new BrokerFiles.Place(
        folder.map(path -> path.toAbsolutePath().normalize().toString()).orElse(USUAL_FOLDER),
        its.map(found -> found.at().endpoint().port()).orElse(USUAL_PORT),
        collectors,
        plugin.orElseGet(BrokerConfigCommand::usualPlugin));
  }

  private static String usualPlugin() {
    return PLUGINS.stream()
        .filter(file -> Files.exists(Path.of(file)))
        .findFirst()
        .orElse(PLUGINS.getFirst());
  }

  private static void write(
      Path folder,
      Map<String, String> files,
      Optional<CollectorSettings> settings,
      Messages words,
      PrintWriter says)
      throws IOException, Refused {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey());
      if (file.getKey().equals(BrokerFiles.SECURITY) && Files.exists(target)) {
        says.println(words.text("broker-config.kept", target.toString()));
      } else {
        Files.writeString(target, file.getValue());
        says.println(words.text("broker-config.written", target.toString()));
      }
    }
    if (settings.flatMap(CollectorSettings::enrolment).isEmpty()) {
      says.println(words.text("broker-config.own-certificate", folder.toString()));
      return;
    }
    TlsFiles to =
        new TlsFiles(
            folder.resolve(BrokerFiles.TRUST),
            folder.resolve(BrokerFiles.CERTIFICATE),
            folder.resolve(BrokerFiles.KEY));
    CollectorSettings found = settings.get();
    String host = found.broker().map(its -> its.at().endpoint().host()).orElse("localhost");
    BrokerCertificate.write(authority(found), host, to);
    says.println(
        words.text(
            "broker-config.certificate",
            to.certificate().toString(),
            host,
            Long.toString(BrokerCertificate.LIFE.toDays())));
  }

  private static Authority authority(CollectorSettings settings) throws IOException, Refused {
    Optional<TlsFiles> made = settings.enrolment().flatMap(CollectorSettings.Enrolment::authority);
    SecureRandom random = new SecureRandom();
    if (made.isPresent()) {
      return Authority.of(made.get(), InstantSource.system(), random);
    }
    Path keys = settings.data().resolve("keys").resolve("authority");
    if (!Files.exists(keys.resolve("authority.key"))) {
      throw new Refused(
          Refused.MISSING,
          keys + ": wanted the collector's authority, found none: start the collector once");
    }
    return Authority.in(keys, InstantSource.system(), random);
  }
}
