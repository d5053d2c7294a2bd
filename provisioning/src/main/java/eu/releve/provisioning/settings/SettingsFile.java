package eu.releve.provisioning.settings;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.provisioning.tls.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A settings file whose every key the environment may give instead, as {@code RELEVE_KEY}. */
final class SettingsFile {
  private static final String PREFIX = "RELEVE_";
  private static final String HOME = "RELEVE_HOME";

  /** What the launcher and the tests say to each other. */
  private static final Pattern NO_SETTING =
      Pattern.compile("RELEVE_(HOME|CORPORA|TEST_[A-Z_]+|[A-Z]+_COMMAND)");

  private final Mapping keys;
  private final Path folder;
  private final Map<String, String> environment;

  private SettingsFile(Mapping keys, Path folder, Map<String, String> environment) {
    this.keys = keys;
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  static SettingsFile load(Path file, Map<String, String> environment, List<String> known)
      throws DocumentException {
    Mapping keys = Document.load(file);
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      if (isSetting(variable.getKey(), known)) {
        keys = keys.with(keyOf(variable.getKey()), variable.getKey(), variable.getValue());
      }
    }
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    return new SettingsFile(keys, folder, environment);
  }

  /**
   * Whether a variable is meant for this program: one that neither program knows is, and will be
   * refused as an unknown key.
   */
  private static boolean isSetting(String variable, List<String> known) {
    if (!variable.startsWith(PREFIX) || NO_SETTING.matcher(variable).matches()) {
      return false;
    }
    String key = keyOf(variable);
    boolean isOfTheOther =
        GatewaySettings.KEYS.contains(key) || CollectorSettings.KEYS.contains(key);
    return known.contains(key) || !isOfTheOther;
  }

  private static String keyOf(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Mapping keys() {
    return keys;
  }

  /** A path, from the file's own folder when it is relative. */
  Path path(String key) throws DocumentException {
    return path(keys, key);
  }

  /** What this end of TLS connections shows and trusts, where the file says it. */
  Optional<TlsFiles> tls() throws DocumentException {
    return tls(keys);
  }

  /** The same within a part of the file. */
  Optional<TlsFiles> tls(Mapping within) throws DocumentException {
    Optional<Mapping> tls = within.optionalMapping("tls");
    if (tls.isEmpty()) {
      return Optional.empty();
    }
    Mapping files = tls.get();
    TlsFiles found =
        new TlsFiles(path(files, "trust"), path(files, "certificate"), path(files, "key"));
    files.end();
    return Optional.of(found);
  }

  /** The same within a part of the file. */
  Path path(Mapping within, String key) throws DocumentException {
    return within.value(key, "a path", folder::resolve).normalize();
  }

  /** The folder for a program's data: as it is told, else below the user's own. */
  Path data(String program) throws DocumentException {
    if (keys.has("data")) {
      return path("data");
    }
    return data(program, environment);
  }

  /** The folder for a program's data where nobody says another. */
  static Path data(String program, Map<String, String> environment) {
    String home = environment.get(HOME);
    Path root =
        home == null
            ? Path.of(System.getProperty("user.home"), ".local", "share", "releve")
            : Path.of(home).toAbsolutePath();
    return root.resolve(program);
  }

  /** An address to listen at or to call. */
  Endpoint endpoint(String key, Endpoint otherwise) throws DocumentException {
    return keys.optionalValue(key, "HOST:PORT", Endpoint::parse).orElse(otherwise);
  }

  static String example(String name) {
    try (InputStream in = SettingsFile.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(in, "the example is part of the jar").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
