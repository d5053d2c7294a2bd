package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.Rating;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The device installed at a point from one date to another.
 *
 * @param id its name in the plan.
 * @param point where it measures.
 * @param bus on which it is read.
 * @param address by what it is called there.
 * @param access how its registers are read: its profile's, or written in the plan itself.
 * @param profile the profile's name, nothing for a meter without a profile.
 * @param rating what its plate says that it bears: the plan's, or else its profile's; nothing where
 *     neither says it.
 * @param ratio the current transformers' ratio that values are multiplied with, 1 without one; like
 *     the voltage transformers' it holds as long as the meter does: when a transformer is changed,
 *     this meter ends and another begins, so that no counter jumps.
 * @param voltageRatio the voltage transformers' ratio, 1 without one.
 * @param serial the number on its plate, where it is known.
 * @param from the first day it measured here.
 * @param to the day after its last, nothing while it is installed.
 * @param period how often it is read; more than zero.
 * @param consent that its port may be read; nothing where none is needed.
 * @param particulars what is written on it and how somebody finds it.
 * @param handovers how it came and went.
 */
public record Meter(
    MeterId id,
    PointId point,
    BusId bus,
    Address address,
    Access access,
    Optional<ProfileId> profile,
    Optional<Rating> rating,
    Ratio ratio,
    Ratio voltageRatio,
    Optional<String> serial,
    LocalDate from,
    Optional<LocalDate> to,
    Duration period,
    Optional<Consent> consent,
    Particulars particulars,
    Handovers handovers) {
  public Meter {
    require(
        address.protocol().fits(access),
        "meter %s: %s is not an address of its profile's protocol",
        id,
        address);
    require(period.isPositive(), "meter %s: period %s is not positive", id, period);
    require(to.isEmpty() || to.get().isAfter(from), "meter %s: ends before it begins", id);
  }

  /** A meter of which nobody knows what it bears. */
  public Meter(
      MeterId id,
      PointId point,
      BusId bus,
      Address address,
      Access access,
      Optional<ProfileId> profile,
      Ratio ratio,
      Ratio voltageRatio,
      Optional<String> serial,
      LocalDate from,
      Optional<LocalDate> to,
      Duration period) {
    this(
        id,
        point,
        bus,
        address,
        access,
        profile,
        Optional.empty(),
        ratio,
        voltageRatio,
        serial,
        from,
        to,
        period,
        Optional.empty(),
        Particulars.NONE,
        Handovers.NONE);
  }

  /** That meter, read so. */
  static Meter of(InstalledMeter meter, Access access, Optional<Rating> rating) {
    return new Meter(
        meter.id(),
        meter.point(),
        meter.bus(),
        meter.address(),
        access,
        meter.profile(),
        rating,
        meter.ratio(),
        meter.voltageRatio(),
        meter.serial(),
        meter.from(),
        meter.to(),
        meter.period(),
        meter.consent(),
        meter.particulars(),
        meter.handovers());
  }

  /**
   * A transformer's ratio, primary to secondary.
   *
   * @param primary above zero.
   * @param secondary above zero.
   */
  public record Ratio(int primary, int secondary) {
    /** No transformer. */
    public static final Ratio ONE = new Ratio(1, 1);

    public Ratio {
      require(primary > 0 && secondary > 0, "ratio %d/%d is not positive", primary, secondary);
    }
  }
}
