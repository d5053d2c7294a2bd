package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.ProfileId;
import eu.releve.measure.RegisterName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One meter family: what it can say, where that is written, and the proofs that it is read right.
 *
 * @param id the name by which site plans call it.
 * @param name maker and model, for people.
 * @param source the manual's title, version and table.
 * @param access how its registers are read.
 * @param rating what its plate says that it bears, where that is known of the whole family.
 * @param proofs at least one.
 */
public record Profile(
    ProfileId id,
    String name,
    String source,
    Access access,
    Optional<Rating> rating,
    List<Proof> proofs) {
  public Profile {
    proofs = List.copyOf(proofs);
    require(!proofs.isEmpty(), "profile %s has no proof", id);
    require(!access.registers().isEmpty(), "profile %s has no register", id);
    Set<RegisterName> names = new HashSet<>();
    for (RegisterSource register : access.registers()) {
      require(names.add(register.name()), "profile %s has %s twice", id, register.name());
    }
  }

  /** A family whose rating is not known. */
  public Profile(ProfileId id, String name, String source, Access access, List<Proof> proofs) {
    this(id, name, source, access, Optional.empty(), proofs);
  }
}
