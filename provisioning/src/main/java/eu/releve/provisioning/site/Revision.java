package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import java.util.Optional;

/**
 * Which of a building's plans this is, and who wrote it.
 *
 * @param version at least 1.
 * @param parent the hash of the plan that this one replaces; nothing for the first.
 * @param author for people.
 */
public record Revision(int version, Optional<String> parent, Optional<String> author) {
  /** A plan that does not say. */
  public static final Revision FIRST = new Revision(1, Optional.empty(), Optional.empty());

  public Revision {
    require(version >= 1, "version %d is below 1", version);
    parent.ifPresent(
        hash -> require(hash.matches("[0-9a-f]{64}"), "'%s' is not a plan's hash", hash));
  }
}
