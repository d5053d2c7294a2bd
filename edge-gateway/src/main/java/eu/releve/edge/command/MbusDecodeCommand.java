package eu.releve.edge.command;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Key;
import eu.releve.edge.telegram.Look;
import eu.releve.edge.telegram.Looking;
import eu.releve.edge.telegram.TelegramJson;
import eu.releve.edge.telegram.TelegramWords;
import eu.releve.provisioning.keys.KeyImport;
import eu.releve.provisioning.keys.KeyImportException;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code mbus decode HEX}: telegrams field by field, wired or by radio, and the registers that they
 * hold.
 *
 * <p>Exit codes: 0 read, 1 refused (the reason is named), 2 wrong use, 3 no file of keys.
 */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Telegrams, field by field.",
    footer = {
      "",
      "Example:",
      "  ./releve mbus decode 68 1F 1F 68 08 02 72 ...",
      "  ./releve mbus decode 2E4493157856341233037A... --key-file keys.csv"
    })
final class MbusDecodeCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int MISSING = 3;

  @Parameters(
      arity = "1..*",
      paramLabel = "HEX",
      description =
          "wired frames one after the other, or a radio telegram with or without checksums")
  private List<String> hex = new ArrayList<>();

  @ArgGroup private Source source = new Source();

  /** One of the two, or none. */
  static final class Source {
    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "32 hexadecimal digits; others on this machine can see them meanwhile")
    private Optional<String> key = Optional.empty();

    @Option(
        names = "--key-file",
        paramLabel = "FILE",
        description = "a key alone, or a table of keys by meter")
    private Optional<Path> file = Optional.empty();
  }

  @Option(names = "--json", description = "for programs: one object a line")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Locale locale = Language.of(System.getenv());
    Messages messages = Messages.load(MbusDecodeCommand.class, locale);
    byte[] bytes = bytes(messages);
    List<Look> looks;
    try {
      looks = new Looking(keys(messages), new BoundedFormats()).at(bytes);
    } catch (IOException missing) {
      spec.commandLine().getErr().println("mbus decode: " + missing.getMessage());
      return MISSING;
    }
    PrintWriter out = spec.commandLine().getOut();
    TelegramWords words = TelegramWords.in(locale);
    String between = "";
    for (Look look : looks) {
      out.print(json ? TelegramJson.of(look) + "\n" : between + words.table(look).text());
      between = System.lineSeparator();
    }
    out.flush();
    return looks.stream().anyMatch(look -> look.objection().isPresent()) ? NO : 0;
  }

  private byte[] bytes(Messages messages) {
    String digits = String.join("", hex).replaceAll("[\\s_|#]|0[xX]", "").toUpperCase(Locale.ROOT);
    if (!digits.matches("([0-9A-F]{2})+")) {
      throw new ParameterException(spec.commandLine(), messages.text("hex", String.join(" ", hex)));
    }
    return HexFormat.of().parseHex(digits);
  }

  private Function<MeterIdentity, Optional<Key>> keys(Messages messages) throws IOException {
    if (source.key.isPresent()) {
      Key key = key(source.key.get(), messages);
      return meter -> Optional.of(key);
    }
    if (source.file.isEmpty()) {
      return meter -> Optional.empty();
    }
    byte[] file = read(source.file.get());
    String alone = new String(file, StandardCharsets.UTF_8).strip();
    if (alone.matches("(?:[0-9A-Fa-f]{2}[ :-]?){16}")) {
      Key key = Key.parse(alone);
      return meter -> Optional.of(key);
    }
    try {
      Keys keys = KeyImport.read(file, Optional.empty()).keys();
      return meter -> keys.of(meter);
    } catch (KeyImportException none) {
      throw new IOException(source.file.get() + ": " + none.why() + ": " + none.getMessage(), none);
    }
  }

  private Key key(String digits, Messages messages) {
    try {
      return Key.parse(digits);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), messages.text("decode.key"));
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": wanted a file of keys, found none that can be read");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(KeyImport.BYTES_MAX + 1);
    }
  }
}
