package eu.releve.provisioning.draft;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import eu.releve.measure.SiteId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Bus;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What is said of a plan beside the list of its meters.
 *
 * @param buses at least one, each its own name.
 * @param from the first day of meters of which the list does not say it.
 * @param profiles the meter families that are known.
 * @param messages in which language comments and names are.
 */
public record Order(
    SiteId site,
    ZoneId zone,
    List<Bus> buses,
    LocalDate from,
    Profiles profiles,
    Messages messages) {
  public Order {
    buses = List.copyOf(buses);
    require(!buses.isEmpty(), "site %s has no bus", site);
    require(
        buses.stream().map(Bus::id).distinct().count() == buses.size(),
        "two buses of one name in %s",
        buses);
  }

  /** The bus of that name. */
  Optional<Bus> bus(BusId id) {
    return buses.stream().filter(bus -> bus.id().equals(id)).findFirst();
  }
}
