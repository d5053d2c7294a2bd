package eu.releve.edge.command;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code mbus decode HEX}: a telegram field by field, and the registers that it holds.
 *
 * <p>Exit codes: 0 read, 1 refused (the reason is named), 2 wrong use.
 */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "A telegram, field by field.")
final class MbusDecodeCommand implements Callable<Integer> {
  private static final int NO = 1;

  @Parameters(arity = "1..*", paramLabel = "HEX", description = "one whole frame; blanks may stand")
  private List<String> hex = new ArrayList<>();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Messages words = Messages.load(MbusDecodeCommand.class, Language.of(System.getenv()));
    byte[] frame = bytes(words);
    MbusAnswer answer = MbusAnswer.of(frame);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? TelegramJson.of(answer) + "\n" : new TelegramTable(words).of(frame, answer));
    out.flush();
    return answer.refusal().isPresent() ? NO : 0;
  }

  private byte[] bytes(Messages words) {
    String digits = String.join("", hex).replaceAll("[\\s_|#]", "").toUpperCase(Locale.ROOT);
    if (!digits.matches("([0-9A-F]{2})+")) {
      throw new ParameterException(spec.commandLine(), words.text("hex", String.join(" ", hex)));
    }
    return HexFormat.of().parseHex(digits);
  }
}
