package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.provisioning.keys.Delivered;
import eu.releve.provisioning.keys.KeyImport;
import eu.releve.provisioning.keys.KeyImportException;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code mbus keys import FILE}: keys as a maker delivers them, shown against the plan, and kept
 * with {@code --write}. No key is ever printed.
 *
 * <p>Exit codes: 0 every place of the file gave a key, 1 some or all did not (said), 2 wrong
 * settings or plan, 3 a file that is missing or may not be opened (named).
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Keys as makers deliver them: CSV, XML, Kamstrup KEM; dry without --write.",
    footer = {
      "",
      "Example:",
      "  ./releve mbus keys import keys.kem --password-file kem.txt --config gateway.yaml --write"
    })
final class MbusKeysImportCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;

  @Parameters(paramLabel = "FILE", description = "the maker's file, zipped or not")
  private Path file = Path.of("");

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "whose first line is the password of an encrypted file")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "gateway.yaml: whose keys, and which plan")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--write", description = "keep the keys; without it nothing is written")
  private boolean write;

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Messages messages = Messages.load(MbusCommand.class, Language.of(System.getenv()));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      KeyPlaces places = KeyPlaces.of(config, System.getenv());
      Delivered delivered = KeyImport.read(bytes(file), password());
      KeyReport report = new KeyReport(places, places.file().read(), delivered);
      if (write) {
        places.file().write(report.after());
      }
      out.print(json ? report.json(write) + "\n" : report.text(messages, write));
      out.flush();
      return delivered.odd().isEmpty() && delivered.keys().size() > 0 ? 0 : NO;
    } catch (KeyImportException refused) {
      String words = messages.text("keys.refused." + refused.why());
      out.println(messages.text("keys.refused", file, words, String.valueOf(refused.getMessage())));
      out.flush();
      return NO;
    } catch (DocumentException wrong) {
      err.println(wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("mbus keys: " + missing.getMessage());
      return MISSING;
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": wanted a file, found none");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(KeyImport.BYTES_MAX + 1);
    }
  }

  private Optional<String> password() throws IOException {
    if (passwordFile.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = bytes(passwordFile.get());
    return Optional.of(new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse(""));
  }
}
