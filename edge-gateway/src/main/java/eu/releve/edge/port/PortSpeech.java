package eu.releve.edge.port;

import eu.releve.decode.Stated;
import eu.releve.edge.link.Defect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a frame says, in whichever language. */
public sealed interface PortSpeech {
  /**
   * Something that can be used.
   *
   * @param at by the meter's clock; nothing where it states no time.
   * @param belgian whether it is read with the customer's consent alone.
   * @param who the meter in its own words, for people.
   * @param channels what each meter states; 0 is the one at the port.
   * @param defects what of it cannot be used.
   */
  record Told(
      Optional<Instant> at,
      boolean belgian,
      String who,
      Map<Integer, List<Stated>> channels,
      List<Unusable> defects)
      implements PortSpeech {
    public Told {
      channels = Map.copyOf(channels);
      defects = List.copyOf(defects);
    }
  }

  /**
   * Nothing that can be used.
   *
   * @param reason for people, begun with the name of the rule that is broken.
   */
  record Unusable(Defect defect, String reason) implements PortSpeech {}
}
