package eu.releve.profile;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.ProfileId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meter families that are known: those that we bring, and those of a folder.
 *
 * <p>Ours are read when somebody asks for them: a gateway has meters of three families, not of all.
 */
public final class Profiles {
  private static final String INDEX = "index";
  private static final String SUFFIX = ".yaml";

  /** Files of ours that have been read; for all who ask. */
  private static final Map<ProfileId, Profile> READ = new ConcurrentHashMap<>();

  private static final Comparator<ProfileId> BY_NAME = Comparator.comparing(ProfileId::value);

  /** Of ours each name, with the M-Bus manufacturer that its profile recognises; else nothing. */
  private final Map<ProfileId, Optional<String>> bundled;

  private final Map<ProfileId, Profile> added;

  private Profiles(Map<ProfileId, Optional<String>> bundled, Map<ProfileId, Profile> added) {
    this.bundled = Collections.unmodifiableMap(bundled);
    this.added = Collections.unmodifiableMap(added);
  }

  /**
   * The profiles that we bring.
   *
   * <p>An index names them, because an OSGi class loader cannot list a folder, and behind the file
   * of an M-Bus meter its manufacturer, so that not all are read to recognise one. A profile that
   * cannot be read, which a test excludes, is an {@link IllegalStateException} where it is asked
   * for.
   */
  public static Profiles bundled() {
    Map<ProfileId, Optional<String>> index = new TreeMap<>(BY_NAME);
    for (String line : resource(INDEX).lines().toList()) {
      int blank = line.indexOf(' ');
      String file = blank < 0 ? line : line.substring(0, blank);
      index.put(
          new ProfileId(stem(file)),
          blank < 0 ? Optional.empty() : Optional.of(line.substring(blank + 1)));
    }
    return new Profiles(index, Map.of());
  }

  /**
   * These profiles and those of the folder's files that end in {@code .yaml}.
   *
   * @throws DocumentException when one is no profile, or has a name that is taken.
   * @throws IOException when the folder cannot be listed.
   */
  public Profiles with(Path folder) throws DocumentException, IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      found.forEach(files::add);
    }
    Collections.sort(files);
    Map<ProfileId, Profile> together = new TreeMap<>(BY_NAME);
    together.putAll(added);
    for (Path file : files) {
      Mapping document = Document.load(file.toString(), Document.text(file));
      Profile profile = named(document, file.toString());
      if (profile.id().equals(Access.SunSpec.NAME)
          || bundled.containsKey(profile.id())
          || together.putIfAbsent(profile.id(), profile) != null) {
        throw document.refuse("profile", "a name that is not taken", "'" + profile.id() + "'");
      }
    }
    return new Profiles(bundled, together);
  }

  /**
   * The profile that the text holds.
   *
   * @param fileName what messages call it.
   * @throws DocumentException when the text is no profile.
   */
  public static Profile load(String fileName, String text) throws DocumentException {
    return ProfileReader.read(Document.load(fileName, text));
  }

  /** The names of all profiles, in their order. */
  public Set<ProfileId> names() {
    Set<ProfileId> names = new TreeSet<>(BY_NAME);
    names.addAll(bundled.keySet());
    names.addAll(added.keySet());
    return names;
  }

  /** The profile of that name. */
  public Optional<Profile> find(ProfileId id) {
    return bundled.containsKey(id)
        ? Optional.of(READ.computeIfAbsent(id, Profiles::read))
        : Optional.ofNullable(added.get(id));
  }

  /** All profiles, by name. */
  public Collection<Profile> all() {
    return names().stream().flatMap(id -> find(id).stream()).toList();
  }

  /**
   * The profiles that recognise M-Bus meters of that manufacturer: first those of a folder, then
   * ours, of which no others are read.
   */
  public List<Profile> of(String manufacturer) {
    List<Profile> found = new ArrayList<>(added.values());
    bundled.forEach(
        (id, maker) ->
            maker.filter(manufacturer::equals).flatMap(same -> find(id)).ifPresent(found::add));
    found.removeIf(profile -> !maker(profile).equals(Optional.of(manufacturer)));
    return found;
  }

  private static Optional<String> maker(Profile profile) {
    return profile.access() instanceof Access.Mbus mbus
        ? mbus.recognition().map(Access.Recognition::manufacturer)
        : Optional.empty();
  }

  private static Profile read(ProfileId id) {
    String file = id.value() + SUFFIX;
    try {
      return named(Document.load(file, resource(file)), file);
    } catch (DocumentException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private static Profile named(Mapping document, String file) throws DocumentException {
    Profile profile = ProfileReader.read(document);
    String stem = stem(String.valueOf(Path.of(file).getFileName()));
    if (!profile.id().value().equals(stem)) {
      throw document.refuse("profile", "the file's name " + stem, "'" + profile.id() + "'");
    }
    return profile;
  }

  private static String stem(String file) {
    return file.replace(SUFFIX, "");
  }

  private static String resource(String name) {
    try (InputStream in = Profiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("profile resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
