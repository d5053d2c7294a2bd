package eu.releve.provisioning.keys;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Obstacle;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Protection;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A meter of the plan and its key.
 *
 * @param meter on an M-Bus, wired or by radio.
 * @param state whether there is a key, and what became of it.
 */
public record KeyMatch(Meter meter, State state) {
  /** Whether there is a key; the names are shown to people in their language. */
  public enum State {
    /** There is one; no telegram that needs it has been tried. */
    PRESENT,
    /** There is one, and a telegram was opened with it. */
    RIGHT,
    /** There is one, and a telegram that was tried cannot have been made with it. */
    WRONG,
    /** There is none; whether it is needed, no telegram has told. */
    ABSENT,
    /** There is none, and a telegram that was tried needs one. */
    MISSING
  }

  /**
   * Every M-Bus meter of a plan.
   *
   * @param openings what became of telegrams that were tried with these keys, by who sent them.
   */
  public static List<KeyMatch> of(SitePlan plan, Keys keys, Map<MeterIdentity, Opening> openings) {
    return plan.meters().stream()
        .filter(meter -> meter.address().protocol() == Bus.Protocol.MBUS)
        .map(meter -> new KeyMatch(meter, state(meter, keys, openings)))
        .toList();
  }

  /** What an opening tells of a key that is there, or is not. */
  public static State state(boolean present, Optional<Opening> opening) {
    State untried = present ? State.PRESENT : State.ABSENT;
    return opening.map(tried -> tried(tried, present, untried)).orElse(untried);
  }

  private static State tried(Opening opening, boolean present, State untried) {
    return switch (opening) {
      case Opening.Opened opened ->
          present && opened.protection() != Protection.NONE ? State.RIGHT : untried;
      case Opening.Waiting waiting -> untried;
      case Opening.Refused refused -> {
        boolean wrong = refused.why() == Obstacle.KEY_WRONG || refused.why() == Obstacle.MAC_WRONG;
        if (wrong) {
          yield State.WRONG;
        }
        yield refused.why() == Obstacle.KEY_MISSING ? State.MISSING : untried;
      }
    };
  }

  private static State state(Meter meter, Keys keys, Map<MeterIdentity, Opening> openings) {
    Optional<Address.Secondary> address = Keys.secondary(meter);
    Optional<Opening> tried =
        openings.entrySet().stream()
            .filter(
                entry ->
                    address.map(mine -> KeyAddress.of(entry.getKey()).meets(mine)).orElse(false))
            .map(Map.Entry::getValue)
            .findFirst();
    return state(keys.of(meter).isPresent(), tried);
  }
}
