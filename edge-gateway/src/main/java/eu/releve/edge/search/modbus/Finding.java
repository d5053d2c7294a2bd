package eu.releve.edge.search.modbus;

import eu.releve.measure.ProfileId;
import eu.releve.profile.IdentityRegister.What;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.util.List;
import java.util.Map;

/** Something that a search has found. */
public sealed interface Finding {
  /** The address where it answers. */
  int unit();

  /**
   * A device that answers alone; what is said of it was read twice and was equal.
   *
   * @param profiles that recognise it, the most exact first; none when it is not recognised.
   * @param models those of its SunSpec chain, in order; none when it is no SunSpec device.
   * @param identity what it says of itself by its profile, or by SunSpec.
   * @param objects what it says of itself by function 43/14.
   * @param displayed what fits the number on its display.
   */
  record Meter(
      int unit,
      List<ProfileId> profiles,
      List<Integer> models,
      Map<What, String> identity,
      Map<Integer, String> objects,
      List<Displayed> displayed)
      implements Finding {
    public Meter {
      profiles = List.copyOf(profiles);
      models = List.copyOf(models);
      identity = Map.copyOf(identity);
      objects = Map.copyOf(objects);
      displayed = List.copyOf(displayed);
    }

    /** Whether it is known what it is. */
    public boolean isRecognised() {
      return !profiles.isEmpty() || !models.isEmpty();
    }

    /** Whether it is beyond doubt the same device as another address showed. */
    boolean isSame(Meter other) {
      return identity.containsKey(What.SERIAL)
          && identity.equals(other.identity)
          && profiles.equals(other.profiles)
          && models.equals(other.models)
          && objects.equals(other.objects);
    }
  }

  /**
   * The number on the display is what a profile reads in that order.
   *
   * @param own whether it is the profile's own order.
   */
  record Displayed(ProfileId profile, WordOrder order, boolean own) {}

  /** Several devices that answer together, or one that nothing can be read from. */
  record Several(int unit) implements Finding {}
}
