package eu.releve.edge.report;

import static eu.releve.measure.Require.require;

import eu.releve.edge.commission.Commissioning;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of a gateway, in a folder: {@code report-N.pdf} while it is not sealed, {@code
 * report-N-sealed.pdf} from then on. Numbers are never used again.
 */
public final class Reports {
  /** How many are kept; then the oldest go. */
  public static final int KEPT_MAX = 20;

  /** The longest name of an installer. */
  public static final int NAME_MAX = 80;

  private static final String NOTE = "commission-report";
  private static final String LAST = "last";
  private static final Pattern FILE = Pattern.compile("report-([0-9]{1,6})(-sealed)?\\.pdf");
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private final Commissioning commissioning;
  private final GatewayId gateway;
  private final Key key;
  private final Notebook notebook;
  private final Path folder;

  /** Finds what the gateway seals with, at each report anew, for it may be renewed. */
  @FunctionalInterface
  public interface Key {
    /** Nothing while it has no certificate. */
    Optional<SealKey> find() throws IOException;
  }

  /**
   * Those of a gateway.
   *
   * @param folder made with the first report.
   */
  public Reports(
      Commissioning commissioning, GatewayId gateway, Key key, Notebook notebook, Path folder) {
    this.commissioning = commissioning;
    this.gateway = gateway;
    this.key = key;
    this.notebook = notebook;
    this.folder = folder;
  }

  /** Who makes them. */
  public GatewayId gateway() {
    return gateway;
  }

  /** What they are made of. */
  public Commissioning commissioning() {
    return commissioning;
  }

  /**
   * One of them.
   *
   * @param number counts from 1.
   * @param file where it is.
   * @param sealed whether it has its seal.
   */
  public record Report(int number, Path file, boolean sealed) {}

  /** Those that are kept, the oldest first. */
  public synchronized List<Report> all() throws IOException {
    List<Report> reports = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return reports;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        if (name.matches()) {
          reports.add(new Report(Integer.parseInt(name.group(1)), file, name.group(2) != null));
        }
      }
    }
    // A power cut between sealing and removing leaves both: the sealed one counts.
    reports.sort(Comparator.comparingInt(Report::number).thenComparing(Report::sealed));
    List<Report> single = new ArrayList<>();
    for (Report report : reports) {
      if (!single.isEmpty() && single.getLast().number() == report.number()) {
        single.removeLast();
      }
      single.add(report);
    }
    return single;
  }

  /**
   * Makes the next one, sealed if the gateway has a certificate.
   *
   * @param installer who vouches for it, 1 to 80 characters.
   * @param language of two letters.
   * @throws IllegalArgumentException when the name is empty or too long.
   */
  public synchronized Report make(String installer, String language) throws IOException {
    String name = installer.strip();
    require(
        !name.isEmpty() && name.length() <= NAME_MAX,
        "installer: wanted a name of 1 to %d characters, found %d",
        NAME_MAX,
        name.length());
    require(!commissioning.plan().isNone(), "wanted a site plan with meters, found none yet");
    Files.createDirectories(folder);
    List<Report> kept = all();
    int last =
        Math.max(
            kept.isEmpty() ? 0 : kept.getLast().number(),
            notebook.find(NOTE, LAST).map(Integer::parseInt).orElse(0));
    int number = last + 1;
    Optional<ReportPage.Before> before = Optional.empty();
    if (!kept.isEmpty()) {
      Report previous = sealed(kept.getLast());
      before = Optional.of(new ReportPage.Before(previous.number(), digest(previous.file())));
    }
    Path draft = folder.resolve("report.new");
    ReportPage.write(
        new ReportPage.Content(
            number,
            before,
            gateway,
            usable().map(its -> Fingerprint.of(its.chain().getFirst()).hex()),
            name,
            language,
            commissioning.now(),
            commissioning.plan(),
            commissioning.lines(),
            commissioning.sums(),
            commissioning.photos()),
        draft);
    Path file = folder.resolve("report-" + number + ".pdf");
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    boolean unused = notebook.writeNow(NOTE, LAST, Integer.toString(number));
    LOG.info("report made number={} installer={}", number, name);
    prune();
    return sealed(new Report(number, file, false));
  }

  /** One of them, sealed if that can be done by now; nothing where there is none. */
  public synchronized Optional<Report> find(int number) throws IOException {
    Optional<Report> found = all().stream().filter(report -> report.number() == number).findFirst();
    return found.isPresent() ? Optional.of(sealed(found.get())) : Optional.empty();
  }

  /** Seals what was made before the gateway had a certificate. */
  public synchronized void sealAll() throws IOException {
    for (Report report : all()) {
      Report unused = sealed(report);
    }
  }

  private Report sealed(Report report) throws IOException {
    Optional<SealKey> found = report.sealed() ? Optional.empty() : usable();
    if (found.isEmpty()) {
      return report;
    }
    Path draft = folder.resolve("report.new");
    Path to = folder.resolve("report-" + report.number() + "-sealed.pdf");
    Seal.add(report.file(), draft, found.get(), commissioning.now(), commissioning.plan().zone());
    Files.move(draft, to, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(report.file());
    LOG.info("report sealed number={}", report.number());
    return new Report(report.number(), to, true);
  }

  /** A key that cannot be used is told in the log: the report can be made without. */
  private Optional<SealKey> usable() {
    try {
      return key.find();
    } catch (IOException unusable) {
      LOG.warn("report cannot be sealed reason={}", unusable.getMessage());
      return Optional.empty();
    }
  }

  private void prune() throws IOException {
    List<Report> kept = all();
    for (Report old : kept.subList(0, Math.max(0, kept.size() - KEPT_MAX))) {
      Files.deleteIfExists(old.file());
      LOG.info("report removed number={} kept={}", old.number(), KEPT_MAX);
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
