package eu.releve.provisioning.survey;

import eu.releve.measure.ProfileId;
import eu.releve.profile.Profile;
import eu.releve.provisioning.site.SitePlan;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds in a plan what its strict loader does not refuse, and what is missing for a bill. */
public final class Check {
  private static final Comparator<Finding> ORDER =
      Comparator.<Finding, Severity>comparing(finding -> finding.code().severity())
          .thenComparingInt(Finding::line)
          .thenComparing(Finding::code)
          .thenComparing(Finding::about);

  private Check() {}

  /**
   * What is to be said of a plan, the worst first, then by line.
   *
   * @param plan as its loader took it.
   * @param profiles finds a meter family, or nothing.
   * @param today in the plan's zone.
   */
  public static List<Finding> of(
      SitePlan plan, Function<ProfileId, Optional<Profile>> profiles, LocalDate today) {
    Inventory inventory = new Inventory(plan, profiles, today);
    Addresses.check(inventory);
    BusTimes.check(inventory);
    Dates.check(inventory);
    Plates.check(inventory);
    Tree.check(inventory);
    Billing.check(inventory);
    return inventory.findings().stream().sorted(ORDER).toList();
  }
}
