package eu.releve.edge.poll;

import eu.releve.edge.port.PortLanguage;
import eu.releve.edge.port.PortLink;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.site.Consent;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A customer's port with what listens to it and the meters of the plan.
 *
 * @param bus its name.
 * @param endpoint where it is, for people.
 * @param link to the port.
 * @param language what is spoken there.
 * @param meters in the order of the plan.
 * @param zone in which the days of consent begin.
 * @param today there; nothing while nobody has told the time.
 * @param discoveries learns what the meters hold.
 */
public record CustomerPort(
    BusId bus,
    String endpoint,
    PortLink link,
    PortLanguage language,
    List<PortMeter> meters,
    ZoneId zone,
    Supplier<Optional<LocalDate>> today,
    Discoveries discoveries) {
  public CustomerPort {
    meters = List.copyOf(meters);
  }

  /**
   * A meter that is listened to.
   *
   * @param channel 0 is the meter at the port, 1 to 4 one that it speaks for.
   * @param periodMillis how often what it says is kept.
   * @param consent under which it is read; nothing where none is needed.
   * @param installed whether it hangs there now.
   */
  public record PortMeter(
      MeterId id,
      int channel,
      long periodMillis,
      Optional<Consent> consent,
      BooleanSupplier installed) {}
}
