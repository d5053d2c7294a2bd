package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import java.time.LocalDate;

/**
 * That a customer wants a meter's port to be read: what its grid operator has opened it for.
 *
 * @param reference under which the customer has given it; 1 to 100 characters.
 * @param ends its last day; nothing is read on the day after.
 */
public record Consent(String reference, LocalDate ends) {
  public Consent {
    require(
        !reference.isBlank() && reference.length() <= 100,
        "a reference of %d characters",
        reference.length());
  }

  /** Whether the port may be read on that day. */
  public boolean holdsOn(LocalDate day) {
    return !day.isAfter(ends);
  }
}
