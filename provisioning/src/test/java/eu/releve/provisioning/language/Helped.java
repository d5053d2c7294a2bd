package eu.releve.provisioning.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the help of every command has to have, in both languages. */
public final class Helped {
  /** What is the same in both languages. */
  private static final Pattern NO_WORDS = Pattern.compile("[0-9]+(-[0-9]+| to | à )?[0-9]*|");

  private Helped() {}

  /** Asks a command and all below it for their help, as somebody would who types it. */
  public static void everywhere(CommandLine english, CommandLine french) {
    List<List<String>> all = new ArrayList<>();
    paths(english, List.of(), all);
    for (List<String> path : all) {
      String name = english.getCommandName() + " " + String.join(" ", path);
      String own = help(english, path, name);
      String other = help(french, path, name);
      assertThat(examples(own)).as("%s --help: an example", name).isNotEmpty();
      assertThat(examples(other)).as("%s --help: the same examples", name).isEqualTo(examples(own));
      assertThat(other).as(name).contains("Exemple").doesNotContain("Example", "Exit codes");
    }
    worded(english.getCommandSpec(), french.getCommandSpec());
  }

  private static void paths(CommandLine line, List<String> path, List<List<String>> all) {
    all.add(path);
    line.getSubcommands()
        .forEach(
            (name, below) ->
                paths(below, Stream.concat(path.stream(), Stream.of(name)).toList(), all));
  }

  private static String help(CommandLine line, List<String> path, String name) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(errors));
    int code =
        line.execute(Stream.concat(path.stream(), Stream.of("--help")).toArray(String[]::new));
    assertThat(code).as("%s --help: %s", name, errors).isZero();
    return out.toString();
  }

  private static List<String> examples(String help) {
    return help.lines()
        .map(String::strip)
        .filter(text -> text.startsWith("./releve "))
        // What stands behind an example, after three blanks, is in words.
        .map(text -> text.replaceFirst("   .*", ""))
        .toList();
  }

  /** Everything that is described is described in French too, and not in English words. */
  private static void worded(CommandSpec english, CommandSpec french) {
    String name = english.qualifiedName();
    other(name, english, french, spec -> spec.usageMessage().description());
    english
        .optionsMap()
        .forEach(
            (option, its) -> {
              assertThat(its.description()).as("%s %s", name, option).isNotEmpty();
              other(
                  name + " " + option,
                  english,
                  french,
                  spec ->
                      Objects.requireNonNull(spec.optionsMap().get(option), option).description());
            });
    for (int i = 0; i < english.positionalParameters().size(); i++) {
      int at = i;
      other(
          name + " " + english.positionalParameters().get(i).paramLabel(),
          english,
          french,
          spec -> spec.positionalParameters().get(at).description());
    }
    english
        .subcommands()
        .forEach(
            (below, line) ->
                worded(
                    line.getCommandSpec(),
                    Objects.requireNonNull(french.subcommands().get(below), below)
                        .getCommandSpec()));
  }

  private static void other(
      String what,
      CommandSpec english,
      CommandSpec french,
      Function<CommandSpec, String[]> described) {
    String own = String.join("\n", described.apply(english));
    String other = String.join("\n", described.apply(french));
    if (!NO_WORDS.matcher(own).matches()) {
      assertThat(other).as("%s, in French", what).isNotEqualTo(own).isNotBlank();
    }
  }
}
