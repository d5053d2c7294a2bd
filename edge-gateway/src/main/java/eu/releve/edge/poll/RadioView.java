package eu.releve.edge.poll;

import eu.releve.edge.radio.Reception;
import eu.releve.edge.radio.Strangers.Stranger;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.keys.KeyMatch;
import java.util.List;

/**
 * A radio bus as the console shows it, besides what every bus has.
 *
 * @param bus its name.
 * @param meters of the plan.
 * @param strangers meters that are not in the plan, at most 200.
 * @param counts since the start.
 */
public record RadioView(
    BusId bus, List<MeterRadio> meters, List<Stranger> strangers, Counts counts) {
  public RadioView {
    meters = List.copyOf(meters);
    strangers = List.copyOf(strangers);
  }

  /**
   * How a meter is heard.
   *
   * @param reception when, how strong, how often.
   * @param key whether there is one, and whether it fits.
   */
  public record MeterRadio(MeterId id, Reception.View reception, KeyMatch.State key) {}

  /**
   * What was heard besides.
   *
   * @param strangers telegrams of meters that are not in the plan.
   * @param damaged telegrams that were none.
   * @param repeats telegrams that a relay had repeated.
   * @param dropped telegrams that nobody took in time.
   */
  public record Counts(long strangers, long damaged, long repeats, long dropped) {}
}
