package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.measure.LotId;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A part of the building with an owner.
 *
 * @param id its name in the plan.
 * @param kind what it is used for.
 * @param areaM2 floor area, where it is known.
 * @param shares its part of the common property, where it is known.
 */
public record Lot(LotId id, Kind kind, Optional<BigDecimal> areaM2, Optional<Integer> shares) {
  public Lot {
    require(areaM2.map(BigDecimal::signum).orElse(1) > 0, "lot %s: area is not above zero", id);
    require(shares.orElse(0) >= 0, "lot %s: shares are below zero", id);
  }

  /** What a lot is used for. */
  public enum Kind {
    DWELLING,
    SHOP,
    GARAGE,
    OFFICE,
    OTHER
  }
}
