package eu.releve.edge.command;

import eu.releve.decode.proof.Proving;
import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.profile.Access;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.profile.Proof.Origin;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code profiles}: the meter families that are known; one of them in full; or a file checked.
 *
 * <p>Exit codes: 0 yes, 1 a proof fails or there is no such family, 2 a file that is refused, 3 a
 * file that is missing.
 */
@Command(
    name = "profiles",
    mixinStandardHelpOptions = true,
    description = "The meter families that are known, with their proofs.",
    footer = {
      "",
      "Example:",
      "  ./releve profiles abb-b23",
      "  ./releve profiles --check my-meter.yaml"
    })
public final class ProfilesCommand implements Callable<Integer> {
  /** Protocols of controllers whose link was tested against a real server of theirs. */
  static final List<String> PROVEN = List.of("modbus-tcp", "simulated");

  /** Those that wait for somebody who has one. */
  static final List<String> NOT_PROVEN = List.of("s7", "knxnet-ip", "ads", "eip");

  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "show this family's registers")
  private Optional<String> name = Optional.empty();

  @Option(names = "--profiles", paramLabel = "DIR", description = "with the files of this folder")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--check", paramLabel = "FILE", description = "load this file and run its proofs")
  private Optional<Path> checked = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  /** The command, for whoever gives it other streams. */
  static CommandLine line() {
    return line(System.getenv());
  }

  /** The same in the language of an environment. */
  static CommandLine line(Map<String, String> environment) {
    return Help.in(
        CommandLanguage.of(environment),
        ProfilesCommand.class,
        new CommandLine(new ProfilesCommand()));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (checked.isPresent()) {
        refuseBeside(
            name.isPresent() ? "NAME" : "--profiles", name.isPresent() || folder.isPresent());
        return check(checked.get(), out);
      }
      Profiles all = with(folder);
      if (name.isPresent()) {
        return show(all, name.get(), out);
      }
      list(all, out);
      return 0;
    } catch (DocumentException refused) {
      err.println(refused.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("profiles: " + missing.getMessage());
      return MISSING;
    }
  }

  private void refuseBeside(String other, boolean given) {
    if (given) {
      throw new ParameterException(
          spec.commandLine(), "profiles: wanted --check FILE alone, found " + other + " too");
    }
  }

  /**
   * The profiles that we bring, and those of a folder.
   *
   * @throws IOException when there is no such folder.
   * @throws DocumentException when one of its files is no profile.
   */
  static Profiles with(Optional<Path> folder) throws DocumentException, IOException {
    Profiles bundled = Profiles.bundled();
    return folder.isPresent() ? bundled.with(existing(folder.get())) : bundled;
  }

  private static Path existing(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": wanted a folder of profiles, found none");
    }
    return folder;
  }

  private int check(Path file, PrintWriter out) throws DocumentException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": wanted a profile's file, found none");
    }
    Profile profile = Profiles.load(file.toString(), Document.text(file));
    List<String> objections = Proving.objections(profile);
    if (json) {
      Json object = new Json();
      outline(object, profile);
      out.println(object.put("objections", objections, (one, text) -> one.put("text", text)));
    } else if (objections.isEmpty()) {
      out.printf(
          "%s: %d registers, %d proofs hold%n",
          profile.id(), profile.access().registers().size(), profile.proofs().size());
    } else {
      objections.forEach(out::println);
    }
    return objections.isEmpty() ? 0 : NO;
  }

  private void list(Profiles all, PrintWriter out) {
    List<Profile> profiles =
        all.all().stream().sorted(Comparator.comparing(one -> one.id().value())).toList();
    if (json) {
      out.println(
          new Json()
              .put("profiles", profiles, ProfilesCommand::outline)
              .put("families", profiles.size())
              .put("proofsRecorded", all(profiles, Origin.RECORDED))
              .put("proofsPublished", all(profiles, Origin.PUBLISHED))
              .put("proofsConstructed", all(profiles, Origin.CONSTRUCTED))
              .put("modbusFamilies", modbus(profiles).size())
              .put("modbusRecognised", recognised(profiles))
              .put("controllersProven", String.join(" ", PROVEN))
              .put("controllersNotProven", String.join(" ", NOT_PROVEN)));
      return;
    }
    out.printf(
        "%-24s %-64s %-7s %9s   %s%n",
        "profile", "name", "bus", "registers", "proofs: recorded, published, constructed");
    for (Profile profile : profiles) {
      out.printf(
          "%-24s %-64s %-7s %9d   %d, %d, %d%n",
          profile.id(),
          profile.name(),
          bus(profile),
          profile.access().registers().size(),
          proofs(profile, Origin.RECORDED),
          proofs(profile, Origin.PUBLISHED),
          proofs(profile, Origin.CONSTRUCTED));
    }
    out.printf(
        "%d families; proofs: %d recorded, %d published, %d constructed%n",
        profiles.size(),
        all(profiles, Origin.RECORDED),
        all(profiles, Origin.PUBLISHED),
        all(profiles, Origin.CONSTRUCTED));
    out.printf(
        "a Modbus scan recognises %d of %d Modbus families by fingerprints%n",
        recognised(profiles), modbus(profiles).size());
    out.printf(
        "values that a controller holds need no profile; proven against a server: %s; not proven"
            + " against a device: %s%n",
        String.join(", ", PROVEN), String.join(", ", NOT_PROVEN));
  }

  private static List<Access.Modbus> modbus(List<Profile> profiles) {
    return profiles.stream()
        .flatMap(
            profile ->
                profile.access() instanceof Access.Modbus modbus
                    ? Stream.of(modbus)
                    : Stream.empty())
        .toList();
  }

  private static long recognised(List<Profile> profiles) {
    return modbus(profiles).stream().filter(access -> !access.fingerprints().isEmpty()).count();
  }

  private int show(Profiles all, String wanted, PrintWriter out) {
    Optional<Profile> found =
        all.names().stream()
            .filter(name -> name.value().equals(wanted))
            .findFirst()
            .flatMap(all::find);
    if (found.isEmpty()) {
      out.printf("no profile is called '%s'; ./releve profiles lists them%n", wanted);
      return NO;
    }
    Profile profile = found.get();
    if (json) {
      Json object = new Json();
      outline(object, profile);
      object.put("source", profile.source());
      object.put("registers", List.copyOf(profile.access().registers()), ProfilesCommand::register);
      out.println(object);
      return 0;
    }
    out.printf("%s: %s%nsource: %s%n", profile.id(), profile.name(), profile.source());
    for (RegisterSource register : profile.access().registers()) {
      out.printf(
          "  %-36s %-6s resolution %s%n",
          register.name(), register.unit().symbol(), inUnit(register));
    }
    return 0;
  }

  private static void outline(Json json, Profile profile) {
    json.put("profile", profile.id().value())
        .put("name", profile.name())
        .put("bus", bus(profile))
        .put("registerCount", profile.access().registers().size())
        .put("proofsRecorded", proofs(profile, Origin.RECORDED))
        .put("proofsPublished", proofs(profile, Origin.PUBLISHED))
        .put("proofsConstructed", proofs(profile, Origin.CONSTRUCTED));
  }

  private static void register(Json json, RegisterSource register) {
    json.put("register", register.name().toString())
        .put("unit", register.unit().symbol())
        .put("step", register.name().quantity().step().symbol())
        .put("resolution", register.resolution().inSteps().toPlainString());
  }

  private static String inUnit(RegisterSource register) {
    String step = register.name().quantity().step().symbol();
    return register.resolution().inSteps().stripTrailingZeros().toPlainString() + " " + step;
  }

  private static String bus(Profile profile) {
    return switch (profile.access()) {
      case Access.Modbus modbus -> "modbus";
      case Access.SunSpec sunSpec -> "modbus";
      case Access.Mbus mbus -> "mbus";
      case Access.Plc plc -> "plc4x";
      case Access.OpcUa nodes -> "opcua";
      case Access.Pulsed pulsed -> "gpio";
      case Access.Pushed pushed -> "port";
    };
  }

  private static long proofs(Profile profile, Origin origin) {
    return profile.proofs().stream().filter(proof -> proof.origin() == origin).count();
  }

  private static long all(List<Profile> profiles, Origin origin) {
    return profiles.stream().mapToLong(profile -> proofs(profile, origin)).sum();
  }
}
