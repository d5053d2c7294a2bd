package eu.releve.decode.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Outcome;
import eu.releve.decode.opcua.NodeValue.Content;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.OpcUaRegister;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpcUaDecoderTest {
  private static OpcUaRegister register(String name, Unit unit, String scale, Integer... index) {
    return new OpcUaRegister(
        RegisterName.parse(name),
        "ns=2;s=x",
        index.length == 0 ? Optional.empty() : Optional.of(index[0]),
        new BigDecimal(scale),
        unit,
        Resolution.ONE_STEP,
        Optional.empty());
  }

  private static final OpcUaRegister HEAT = register("heat-energy", Unit.KWH, "1");

  private static Outcome outcome(OpcUaRegister register, Content content) {
    return OpcUaDecoder.decode(register, new NodeValue(content, NodeStatus.GOOD)).outcome();
  }

  private static Content held(String number) {
    return new Content.Held(new BigDecimal(number));
  }

  @Test
  void aNumberIsExactInTheStepsOfItsQuantity() {
    assertThat(outcome(HEAT, held("1234.5"))).isEqualTo(new Outcome.Value(4_444_200_000L));
    // The float that is nearest to 0.1 kWh is a little more than 360,000 J: rounded once.
    assertThat(outcome(HEAT, held("0.100000001490116119384765625")))
        .isEqualTo(new Outcome.Value(360_000));
  }

  @Test
  void aScaledIntegerKeepsAllItsDigits() {
    assertThat(outcome(register("water-volume", Unit.M3, "0.001"), held("9007199254740993")))
        .isEqualTo(new Outcome.Value(9_007_199_254_740_993_000L));
  }

  @Test
  void aHalfIsRoundedToTheEvenStep() {
    OpcUaRegister volume = register("water-volume", Unit.ML, "0.5");
    assertThat(outcome(volume, held("5"))).isEqualTo(new Outcome.Value(2));
    assertThat(outcome(volume, held("7"))).isEqualTo(new Outcome.Value(4));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThat(outcome(HEAT, held("1E+308"))).isInstanceOf(Outcome.Refused.class);
    assertThat(outcome(HEAT, held("9E+12"))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void yesAndNoAreAStateAndNeverAnAmount() {
    assertThat(outcome(HEAT, new Content.Flag(true)))
        .isEqualTo(new Outcome.Refused("wanted a number, found a Boolean"));
    assertThat(outcome(register("error-flags", Unit.RATIO, "1"), new Content.Flag(true)))
        .isEqualTo(new Outcome.Value(1));
  }

  @Test
  void anElementOfAnArrayIsTakenByItsPlace() {
    Content array = new Content.Array(List.of(held("1"), held("2"), held("3")));
    OpcUaRegister third = register("supply-temperature", Unit.DEG_C, "1", 2);
    assertThat(outcome(third, array)).isEqualTo(new Outcome.Value(3_000));
    assertThat(outcome(register("supply-temperature", Unit.DEG_C, "1", 3), array))
        .isEqualTo(new Outcome.Refused("wanted an element 3, found an array of 3"));
    assertThat(outcome(third, held("1")))
        .isEqualTo(new Outcome.Refused("wanted an array, found a number"));
    assertThat(outcome(HEAT, array))
        .isEqualTo(new Outcome.Refused("wanted a number, found an array of 3"));
  }

  @Test
  void whatIsNoNumberIsNamed() {
    assertThat(outcome(HEAT, new Content.Other("NaN")))
        .isEqualTo(new Outcome.Refused("wanted a number, found NaN"));
  }

  @Test
  void aBadStatusCountsMoreThanTheValueThatCameWithIt() {
    NodeStatus bad = new NodeStatus(0x80890000L, "Bad_NotConnected");
    assertThat(OpcUaDecoder.decode(HEAT, new NodeValue(held("1"), bad)).outcome())
        .isEqualTo(new Outcome.Refused("the server says Bad_NotConnected"));
  }

  @Test
  void anUncertainStatusIsKeptAsQuality() {
    assertThat(quality(0)).isEqualTo(Quality.GOOD);
    assertThat(quality(0x40000000L)).isEqualTo(Quality.DEVICE_ERROR);
    assertThat(quality(0x40900000L)).isEqualTo(Quality.SUBSTITUTED);
    assertThat(quality(0x40940000L)).isEqualTo(Quality.OUT_OF_RANGE);
    assertThat(quality(0x00960000L)).isEqualTo(Quality.TYPED_BY_HAND);
    // At its upper limit; both limits together say "constant", which is no fault.
    assertThat(quality(0x0600)).isEqualTo(Quality.SATURATED);
    assertThat(quality(0x0700)).isEqualTo(Quality.GOOD);
  }

  private static Quality quality(long code) {
    return OpcUaDecoder.decode(HEAT, new NodeValue(held("1"), new NodeStatus(code, "?"))).quality();
  }

  @Test
  void anOverflowIsSaidByItsBitOfADataValueAlone() {
    assertThat(new NodeStatus(0x0480, "Good").hasOverflown()).isTrue();
    assertThat(new NodeStatus(0x0080, "Good").hasOverflown()).isFalse();
    assertThat(new NodeStatus(0xC0000000L, "?").isBad()).isTrue();
  }
}
