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
   * The profile that recognises the meter; of several the one that asks for most of manufacturer,
   * version and medium, and of those that ask for as much one that was added before one of ours.
   *
   * <p>A profile for any meter recognises none.
   */
  public static Optional<Profile> profile(Profiles profiles, MeterIdentity meter) {
    return profiles.of(meter.manufacturer()).stream()
        .filter(profile -> exactness(profile, meter) > 0)
        .max(Comparator.comparingInt(profile -> exactness(profile, meter)));
  }

  /** 0 for a stranger, else how much the profile asks for. */
  private static int exactness(Profile profile, MeterIdentity meter) {
    return profile.access() instanceof Access.Mbus mbus
        ? mbus.recognition().filter(meter::fits).map(Access.Recognition::exactness).orElse(0)
        : 0;
  }
}
