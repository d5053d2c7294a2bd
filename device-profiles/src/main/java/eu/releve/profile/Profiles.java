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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The meter families that are known: those that we bring, and those of a folder. */
public final class Profiles {
  private static final String INDEX = "index";
  private static final String SUFFIX = ".yaml";

  private final Map<ProfileId, Profile> profiles;

  private Profiles(Map<ProfileId, Profile> profiles) {
    this.profiles = Collections.unmodifiableMap(profiles);
  }

  /**
   * The profiles that we bring.
   *
   * <p>An index names them: an OSGi class loader cannot list a folder.
   *
   * @throws IllegalStateException when one cannot be read, which a test excludes.
   */
  public static Profiles bundled() {
    Map<ProfileId, Profile> profiles = empty();
    for (String name : resource(INDEX).lines().toList()) {
      try {
        add(profiles, name, resource(name));
      } catch (DocumentException wrong) {
        throw new IllegalStateException(wrong);
      }
    }
    return new Profiles(profiles);
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
    Map<ProfileId, Profile> together = empty();
    together.putAll(profiles);
    for (Path file : files) {
      add(together, file.toString(), Document.text(file));
    }
    return new Profiles(together);
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

  /** The profile of that name. */
  public Optional<Profile> find(ProfileId id) {
    return Optional.ofNullable(profiles.get(id));
  }

  /** All profiles, by name. */
  public Collection<Profile> all() {
    return profiles.values();
  }

  private static void add(Map<ProfileId, Profile> profiles, String file, String text)
      throws DocumentException {
    Mapping document = Document.load(file, text);
    Profile profile = ProfileReader.read(document);
    String stem = String.valueOf(Path.of(file).getFileName()).replace(SUFFIX, "");
    if (!profile.id().value().equals(stem)) {
      throw document.refuse("profile", "the file's name " + stem, "'" + profile.id() + "'");
    }
    if (profiles.putIfAbsent(profile.id(), profile) != null) {
      throw document.refuse("profile", "a name that is not taken", "'" + profile.id() + "'");
    }
  }

  private static Map<ProfileId, Profile> empty() {
    return new TreeMap<>((left, right) -> left.value().compareTo(right.value()));
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
