package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Reads the consent under which a port is read.
 *
 * <p>In Belgium the port is the customer's, and the grid operator opens it on the customer's
 * request alone: without that request a plan is refused.
 */
final class ConsentReader {
  private static final ZoneId BELGIUM = ZoneId.of("Europe/Brussels");

  private ConsentReader() {}

  static Optional<Consent> read(Mapping meter, Bus.Protocol protocol, ZoneId zone)
      throws DocumentException {
    Optional<Mapping> entry = meter.optionalMapping("consent");
    boolean isPort = protocol == Bus.Protocol.P1 || protocol == Bus.Protocol.TIC;
    if (entry.isPresent() && !isPort) {
      throw meter.refuse("consent", "nothing: only a customer's port needs one", "a mapping");
    }
    if (entry.isEmpty() && protocol == Bus.Protocol.P1 && zone.equals(BELGIUM)) {
      throw meter.refuse(
          "consent",
          "{ reference: ..., ends: YYYY-MM-DD } of the customer, without which no Belgian P1 port"
              + " is read",
          "nothing");
    }
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    String reference = entry.get().text("reference");
    LocalDate ends = entry.get().date("ends");
    entry.get().end();
    return Optional.of(entry.get().make("reference", () -> new Consent(reference, ends)));
  }
}
