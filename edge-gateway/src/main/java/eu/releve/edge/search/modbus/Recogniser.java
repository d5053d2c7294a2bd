package eu.releve.edge.search.modbus;

import eu.releve.edge.link.RegisterRange;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.Fingerprint;
import eu.releve.profile.Profile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which Modbus profiles fit what a device has answered: those of which every fingerprint holds. */
public final class Recogniser {
  private final List<Candidate> candidates = new ArrayList<>();

  /** A profile as far as a search needs it. */
  record Candidate(ProfileId id, Access.Modbus access) {}

  /** Recognises by those profiles; those for other buses do not matter. */
  public Recogniser(Collection<Profile> profiles) {
    for (Profile profile : profiles) {
      if (profile.access() instanceof Access.Modbus access) {
        candidates.add(new Candidate(profile.id(), access));
      }
    }
    candidates.sort(Comparator.comparing(candidate -> candidate.id().value()));
  }

  /** All of them, also those that nothing is recognised by, by name. */
  List<Candidate> all() {
    return List.copyOf(candidates);
  }

  /** Where fingerprints lie, each place once, in the order of functions and addresses. */
  List<RegisterRange> places() {
    return candidates.stream()
        .flatMap(candidate -> candidate.access().fingerprints().stream())
        .flatMap(
            print ->
                switch (print) {
                  case Fingerprint.Contents contents -> List.of(place(contents)).stream();
                  case Fingerprint.DeviceObject object -> List.<RegisterRange>of().stream();
                })
        .distinct()
        .sorted(
            Comparator.comparingInt(RegisterRange::function)
                .thenComparingInt(RegisterRange::address)
                .thenComparingInt(RegisterRange::words))
        .toList();
  }

  private static RegisterRange place(Fingerprint.Contents contents) {
    return new RegisterRange(contents.function(), contents.address(), contents.words());
  }

  /** Whether some profile wants just these bytes there. */
  boolean isWanted(RegisterRange place, byte[] bytes) {
    return candidates.stream()
        .flatMap(candidate -> candidate.access().fingerprints().stream())
        .anyMatch(
            print ->
                print instanceof Fingerprint.Contents contents
                    && place(contents).equals(place)
                    && contents.matches(bytes));
  }

  /**
   * The profiles that fit, by name: of those that ask for more and of those that ask for less only
   * the first.
   *
   * @param contents of places, as far as they are known.
   * @param objects by function 43/14, as far as they are known.
   */
  List<Candidate> fitting(Map<RegisterRange, byte[]> contents, Map<Integer, String> objects) {
    List<Candidate> fitting =
        candidates.stream()
            .filter(candidate -> !candidate.access().fingerprints().isEmpty())
            .filter(
                candidate ->
                    candidate.access().fingerprints().stream()
                        .allMatch(print -> holds(print, contents, objects)))
            .toList();
    int most =
        fitting.stream().mapToInt(each -> each.access().fingerprints().size()).max().orElse(0);
    return fitting.stream().filter(each -> each.access().fingerprints().size() == most).toList();
  }

  private static boolean holds(
      Fingerprint print, Map<RegisterRange, byte[]> contents, Map<Integer, String> objects) {
    return switch (print) {
      case Fingerprint.Contents wanted -> {
        byte[] bytes = contents.get(place(wanted));
        yield bytes != null && wanted.matches(bytes);
      }
      case Fingerprint.DeviceObject wanted -> {
        String text = objects.get(wanted.object());
        yield text != null && wanted.matches(text);
      }
    };
  }
}
