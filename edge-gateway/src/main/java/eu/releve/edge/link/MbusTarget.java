package eu.releve.edge.link;

import eu.releve.provisioning.site.Address;
import java.util.Optional;

/**
 * A meter as an M-Bus link asks it.
 *
 * @param address primary or secondary.
 * @param reset the sub-code of the application reset that it needs before it is read, as pairs of
 *     0-9A-F, empty for a plain one; nothing for a meter that needs none.
 * @param allowance is asked before each request for data.
 */
public record MbusTarget(Address address, Optional<String> reset, Allowance allowance) {
  /** A meter that is simply asked. */
  public MbusTarget(Address address) {
    this(address, Optional.empty(), Allowance.UNLIMITED);
  }
}
