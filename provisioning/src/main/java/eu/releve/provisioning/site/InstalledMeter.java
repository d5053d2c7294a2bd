package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.ProfileId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A meter as its plan installs it, whatever its profile says of its registers.
 *
 * @param id its name in the plan.
 * @param point where it measures.
 * @param bus on which it is read.
 * @param address by what it is called there.
 * @param profile the profile's name, nothing for a meter without a profile; it may be one that
 *     nobody here knows.
 * @param ratio the current transformers' ratio, 1 without one.
 * @param voltageRatio the voltage transformers' ratio, 1 without one.
 * @param serial the number on its plate, where it is known.
 * @param from the first day it measured here.
 * @param to the day after its last, nothing while it is installed.
 * @param period how often it is read; more than zero.
 * @param consent that its port may be read; nothing where none is needed.
 * @param particulars what is written on it and how somebody finds it.
 * @param handovers how it came and went.
 */
public record InstalledMeter(
    MeterId id,
    PointId point,
    BusId bus,
    Address address,
    Optional<ProfileId> profile,
    Meter.Ratio ratio,
    Meter.Ratio voltageRatio,
    Optional<String> serial,
    LocalDate from,
    Optional<LocalDate> to,
    Duration period,
    Optional<Consent> consent,
    Particulars particulars,
    Handovers handovers) {
  public InstalledMeter {
    require(period.isPositive(), "meter %s: period %s is not positive", id, period);
    require(to.isEmpty() || to.get().isAfter(from), "meter %s: ends before it begins", id);
  }
}
