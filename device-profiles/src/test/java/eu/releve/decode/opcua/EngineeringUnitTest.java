package eu.releve.decode.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.OpcUaRegister;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineeringUnitTest {
  /** "KWH" as four bytes, as OPC 10000-8 writes the codes of Recommendation 20. */
  private static final EngineeringUnit KWH = new EngineeringUnit(4_937_544, "");

  private static OpcUaRegister energy(Unit unit, String scale) {
    return new OpcUaRegister(
        RegisterName.parse("heat-energy"),
        "ns=2;s=x",
        Optional.empty(),
        new BigDecimal(scale),
        unit,
        Resolution.ONE_STEP,
        Optional.empty());
  }

  @Test
  void aUnitIsKnownByItsCodeOrByItsSymbol() {
    assertThat(KWH.unit()).contains(Unit.KWH);
    assertThat(new EngineeringUnit(0, "m\u00B3").unit()).contains(Unit.M3);
    assertThat(new EngineeringUnit(-1, " \u00B0C").unit()).contains(Unit.DEG_C);
    assertThat(new EngineeringUnit(0x414243, "furlong").unit()).isEmpty();
  }

  @Test
  void everyUnitIsStatedSoThatItIsUnderstood() {
    for (Unit unit : Unit.values()) {
      assertThat(EngineeringUnit.of(unit).unit()).as("%s", unit).contains(unit);
    }
  }

  @Test
  void thePlanMayStateTheUnitOfTheRawOrOfTheScaledNumber() {
    assertThat(KWH.objection(energy(Unit.KWH, "1"))).isEmpty();
    assertThat(KWH.objection(energy(Unit.KWH, "0.1"))).isEmpty();
    assertThat(KWH.objection(energy(Unit.MWH, "0.001"))).isEmpty();
  }

  @Test
  void anotherUnitIsAnObjectionAndAnUnknownOneIsNone() {
    assertThat(KWH.objection(energy(Unit.MWH, "1")))
        .contains("the plan says MWh, the server says kWh");
    assertThat(KWH.objection(energy(Unit.MWH, "0.1")))
        .contains("the plan says MWh x 0.1, the server says kWh");
    assertThat(new EngineeringUnit(0, "m3").objection(energy(Unit.KWH, "1"))).isPresent();
    assertThat(new EngineeringUnit(0, "furlong").objection(energy(Unit.KWH, "1"))).isEmpty();
  }

  @Test
  void theNameDecidesBetweenTheQuantitiesOfAUnit() {
    assertThat(KWH.suggestion("Boiler.HeatMeter")).contains(Quantity.HEAT_ENERGY);
    assertThat(KWH.suggestion("Counter 1")).contains(Quantity.ACTIVE_ENERGY_IMPORT);
    assertThat(new EngineeringUnit(0, "degC").suggestion("Return"))
        .contains(Quantity.RETURN_TEMPERATURE);
    assertThat(new EngineeringUnit(0, "furlong").suggestion("x")).isEmpty();
  }
}
