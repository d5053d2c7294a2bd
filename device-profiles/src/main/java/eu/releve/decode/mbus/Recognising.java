package eu.releve.decode.mbus;

import eu.releve.profile.Access;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import java.util.Comparator;
import java.util.Optional;

/** Finds the profile of a meter that says who it is. */
public final class Recognising {
  private Recognising() {}

  /**
   * The profile that recognises the meter; of several the one that asks for most.
   *
   * <p>A profile for any meter recognises none.
   */
  public static Optional<Profile> profile(Profiles profiles, MeterIdentity meter) {
    return profiles.all().stream()
        .filter(profile -> exactness(profile, meter) > 0)
        .max(Comparator.comparingInt(profile -> exactness(profile, meter)));
  }

  /** 0 for a stranger, else how many of manufacturer, version and medium the profile asks for. */
  private static int exactness(Profile profile, MeterIdentity meter) {
    return profile.access() instanceof Access.Mbus mbus
        ? mbus.recognition()
            .filter(meter::fits)
            .map(
                wanted ->
                    1
                        + (wanted.version().isPresent() ? 1 : 0)
                        + (wanted.medium().isPresent() ? 1 : 0))
            .orElse(0)
        : 0;
  }
}
