package eu.releve.edge.board;

import static eu.releve.measure.Require.require;

import eu.releve.profile.PulseContact.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a gateway's board has, by line of its GPIO chip.
 *
 * @param name of the board.
 * @param chip the path of its chip's device, or what the chip's driver calls itself; empty for a
 *     board without GPIO.
 * @param inputs by the name that plans use.
 * @param lights that it has; none or some.
 * @param button between ground and this line.
 * @param relay closed while no meter and no bus is at fault: it opens too when the power fails.
 */
public record Board(
    String name,
    String chip,
    Map<String, Input> inputs,
    Map<Light, Integer> lights,
    Optional<Integer> button,
    Optional<Integer> relay) {
  /** One that has nothing. */
  public static final Board NONE =
      new Board("none", "", Map.of(), Map.of(), Optional.empty(), Optional.empty());

  public Board {
    inputs = Map.copyOf(inputs);
    lights = Map.copyOf(lights);
    List<Integer> lines = new ArrayList<>(lights.values());
    inputs.values().forEach(input -> lines.add(input.line()));
    button.ifPresent(lines::add);
    relay.ifPresent(lines::add);
    require(lines.isEmpty() || !chip.isEmpty(), "board %s has lines and no chip", name);
    require(
        lines.stream().distinct().count() == lines.size(),
        "board %s uses a line for two things",
        name);
  }

  /**
   * A terminal for a contact.
   *
   * @param line of the chip.
   * @param wiring what lies between terminal and line.
   */
  public record Input(int line, Wiring wiring) {}

  /** What a light tells. */
  public enum Light {
    /** The program works. */
    RUNNING,
    /** The collector takes what is sent; blinks while it does not. */
    NETWORK,
    /** All meters answer; blinks while one does not. */
    METERS
  }

  /** Whether it has anything that is driven or pressed. */
  public boolean hasPanel() {
    return hasOutputs() || button.isPresent();
  }

  /** Whether it has anything that is driven. */
  boolean hasOutputs() {
    return !lights.isEmpty() || relay.isPresent();
  }

  /** The same board where nothing can be driven. */
  Board withoutOutputs() {
    return new Board(name, chip, inputs, Map.of(), button, Optional.empty());
  }
}
