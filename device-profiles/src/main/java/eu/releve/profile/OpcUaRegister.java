package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A value of a meter that an OPC-UA server holds in a node.
 *
 * @param name which of the meter's registers.
 * @param node the node's identifier, {@code ns=2;s=Boiler.Energy} or, where the number of the
 *     namespace is not the same in every server, {@code nsu=http://maker.example/;s=Boiler.Energy}.
 * @param index which element of a node that holds an array, from 0; nothing for a single value.
 * @param scale what to multiply the number with to get the unit; not zero.
 * @param unit the unit after scaling.
 * @param resolution the smallest difference it can tell, in steps of its quantity.
 * @param deadband how much the value must move, in its unit, before a subscription tells it;
 *     nothing for every change.
 */
public record OpcUaRegister(
    RegisterName name,
    String node,
    Optional<Integer> index,
    BigDecimal scale,
    Unit unit,
    Resolution resolution,
    Optional<BigDecimal> deadband)
    implements RegisterSource {
  private static final String NODE =
      "(ns=[0-9]{1,5};|nsu=[!-:<-~]{1,200};)?"
          + "(i=[0-9]{1,10}|s=\\P{Cntrl}{1,256}|g=[0-9A-Fa-f-]{36}|b=[A-Za-z0-9+/=]{1,256})";

  /** Where an array ends at the latest. */
  public static final int INDEX_MAX = 65_535;

  public OpcUaRegister {
    require(node.matches(NODE), "%s: '%s' is no identifier of a node", name, node);
    index.ifPresent(
        place -> require(0 <= place && place <= INDEX_MAX, "%s: index %d", name, place));
    require(scale.signum() != 0, "%s: scale is zero", name);
    require(unit.measures(name.quantity()), "%s: %s is not its unit", name, unit.symbol());
    deadband.ifPresent(
        width -> require(width.signum() > 0, "%s: deadband %s is not above zero", name, width));
  }
}
