package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.KeyMatch;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code mbus keys list}: which meters of the plan have a key; without a plan, whose keys there
 * are.
 *
 * <p>Exit codes: 0 every M-Bus meter of the plan has a key, or there is no plan; 1 some have none;
 * 2 wrong settings or plan; 3 a file that is missing or may not be opened (named).
 */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Which meters have a key; no key is shown.",
    footer = {"", "Example:", "  ./releve mbus keys list --config gateway.yaml"})
final class MbusKeysListCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "gateway.yaml: whose keys, and which plan")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      KeyPlaces places = KeyPlaces.of(config, System.getenv());
      Keys keys = places.file().read();
      List<KeyMatch> matches =
          places.plan().map(plan -> KeyMatch.of(plan, keys, Map.of())).orElse(List.of());
      List<KeyAddress> strangers =
          keys.all().keySet().stream().filter(address -> isStranger(address, matches)).toList();
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? json(matches, strangers) : text(matches, strangers));
      out.flush();
      return matches.stream().anyMatch(match -> match.state() == KeyMatch.State.ABSENT) ? NO : 0;
    } catch (DocumentException wrong) {
      err.println(wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("mbus keys: " + missing.getMessage());
      return MISSING;
    }
  }

  private static boolean isStranger(KeyAddress address, List<KeyMatch> matches) {
    return matches.stream().noneMatch(match -> Keys.isFor(address, match.meter()));
  }

  private static String text(List<KeyMatch> matches, List<KeyAddress> strangers) {
    Messages words = Messages.load(MbusCommand.class, Language.of(System.getenv()));
    StringBuilder out = new StringBuilder();
    for (KeyMatch match : matches) {
      out.append(
          "%-32s  %-28s  %s%n"
              .formatted(
                  match.meter().id(),
                  match.meter().address(),
                  words.text("keys.state." + match.state())));
    }
    for (KeyAddress stranger : strangers) {
      out.append(words.text("keys.unused", stranger)).append(System.lineSeparator());
    }
    return out.toString();
  }

  private static String json(List<KeyMatch> matches, List<KeyAddress> strangers) {
    return new Json()
            .put(
                "meters",
                matches,
                (one, match) ->
                    one.put("meter", match.meter().id().value())
                        .put("address", match.meter().address().toString())
                        .put("key", match.state().name().toLowerCase(Locale.ROOT)))
            .put("others", strangers, (one, address) -> one.put("address", address.digits()))
        + "\n";
  }
}
