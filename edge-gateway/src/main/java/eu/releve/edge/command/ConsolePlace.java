package eu.releve.edge.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.document.DocumentException;
import eu.releve.edge.command.ConsoleClient.RefusedException;
import eu.releve.edge.commission.CommissionWords;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.GatewaySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which gateway's console a command asks, and how it gets in. */
final class ConsolePlace {
  static final int YES = 0;
  static final int NO = 1;
  static final int WRONG_USE = 2;
  static final int MISSING = 3;
  static final String API = "/api/v1/commissioning";

  private static final URI USUAL = URI.create("http://127.0.0.1:8081/");
  private static final int PASSWORD_BYTES_MAX = 4_096;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "gateway.yaml: where its console is")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--console",
      paramLabel = "URL",
      description = "the console, such as http://192.168.1.20:8081; http://127.0.0.1:8081 if none")
  private Optional<URI> console = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "whose first line is the console's password, where it asks for one")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** What a command does with the console. */
  @FunctionalInterface
  interface Work {
    int with(ConsoleClient client) throws IOException, InterruptedException, RefusedException;
  }

  boolean isJson() {
    return json;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  void print(JsonNode answer) {
    out().println(answer);
    out().flush();
  }

  void print(String text) {
    out().println(text);
    out().flush();
  }

  static CommissionWords words(Map<String, String> environment) {
    return CommissionWords.in(Language.of(environment).getLanguage());
  }

  /** The settings, where they are named. */
  static Optional<GatewaySettings> settings(Optional<Path> config, Map<String, String> environment)
      throws DocumentException, IOException {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isReadable(config.get())) {
      throw new IOException(config.get() + ": wanted a file, found none that can be read");
    }
    return Optional.of(GatewaySettings.load(config.get(), environment));
  }

  /** Logs in if need be, and does it. */
  int run(Map<String, String> environment, Work work) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    CommissionWords words = words(environment);
    URI place = USUAL;
    try {
      place = place(environment);
      try (ConsoleClient client = new ConsoleClient(place, words.language())) {
        if (passwordFile.isPresent()) {
          client.enter(password(passwordFile.get()));
        }
        return work.with(client);
      }
    } catch (RefusedException refused) {
      return refused(refused, err, words);
    } catch (DocumentException | IllegalArgumentException wrong) {
      err.println("commission: " + wrong.getMessage());
      return WRONG_USE;
    } catch (ConnectException | HttpTimeoutException away) {
      err.println(words.text("command.console", place, why(away)));
      return MISSING;
    } catch (IOException missing) {
      err.println("commission: " + why(missing));
      return MISSING;
    }
  }

  private static String why(IOException failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : String.valueOf(failure.getMessage());
  }

  private static int refused(RefusedException refused, PrintWriter err, CommissionWords words) {
    switch (refused.kind()) {
      case LOG_IN -> err.println(words.text("command.password"));
      case PASSWORD -> err.println(words.text("command.wrong-password"));
      case WRONG, UNABLE -> err.println("commission: " + refused.said());
    }
    return refused.kind() == RefusedException.Kind.UNABLE ? MISSING : WRONG_USE;
  }

  private URI place(Map<String, String> environment) throws DocumentException, IOException {
    if (console.isPresent()) {
      URI given = console.get();
      if (!"http".equals(given.getScheme()) || given.getHost() == null) {
        throw new IllegalArgumentException(
            "--console: wanted http://HOST:PORT, found '" + given + "'");
      }
      return given.resolve("/");
    }
    Optional<GatewaySettings> settings = settings(config, environment);
    if (settings.isEmpty()) {
      return USUAL;
    }
    Endpoint at = settings.get().console();
    boolean isEverywhere = at.host().equals("0.0.0.0") || at.host().equals("::");
    return URI.create("http://" + (isEverywhere ? new Endpoint("127.0.0.1", at.port()) : at) + "/");
  }

  private static String password(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.size(file) > PASSWORD_BYTES_MAX) {
      throw new IOException(file + ": wanted a file with a password");
    }
    return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
  }
}
