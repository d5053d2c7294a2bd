package eu.releve.cloud.enrol;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.enrol.Fingerprint;
import eu.releve.provisioning.settings.Way;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where operators decide who gets in.
 *
 * @param claims makes codes.
 * @param fleet revokes, retires, readmits.
 * @param replacement puts new boxes in the place of old ones.
 * @param pairing gives boxes to those who have their labels.
 * @param transfers gives buildings to other organisations.
 * @param address where boxes enrol; nothing when this collector signs no certificates.
 */
public record Reception(
    Claims claims,
    Fleet fleet,
    Replacement replacement,
    Pairing pairing,
    Transfers transfers,
    Optional<Address> address) {
  /**
   * Where boxes enrol.
   *
   * @param server {@code https://HOST:PORT}.
   * @param fingerprint of the authority, as labels show it.
   * @param ways by which they deliver afterwards, as their settings say it.
   */
  public record Address(URI server, Fingerprint fingerprint, List<Way> ways) {
    public Address {
      ways = List.copyOf(ways);
    }
  }

  /** What is printed on a box, or typed by its installer. */
  public Optional<EnrolmentLabel> label(GatewayId gateway, ClaimCode code) {
    return address.map(found -> new EnrolmentLabel(found.server, gateway, code, found.fingerprint));
  }
}
