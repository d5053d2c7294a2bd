package eu.releve.edge.link.opcua;

import static eu.releve.measure.Require.require;

import eu.releve.profile.Access.Sampling;
import java.util.OptionalDouble;

/**
 * A node that the server is to watch.
 *
 * @param node its identifier.
 * @param sampling how often the server looks, and how many changes it keeps.
 * @param deadband how much the raw number must move; nothing for every change.
 */
public record Watched(String node, Sampling sampling, OptionalDouble deadband) {
  public Watched {
    deadband.ifPresent(width -> require(width > 0, "%s: deadband %s", node, width));
  }
}
