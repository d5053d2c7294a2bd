package eu.releve.decode.plc;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.PlcRegister;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlcDecoderTest {
  private final PlcDecoder decoder =
      new PlcDecoder(
          List.of(
              new PlcRegister(
                  RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT),
                  "%DB10:4:REAL",
                  new BigDecimal("0.1"),
                  Unit.KWH,
                  Resolution.ONE_STEP)));

  @Test
  void numbersAreScaledExactlyAndRoundedHalfEvenOnce() {
    assertThat(outcome(1_234_567)).isEqualTo(new Outcome.Value(123_456_700));
    assertThat(outcome(0.005)).isEqualTo(new Outcome.Value(1));
    assertThat(outcome(0.025f)).as("a float is what its bits say").isEqualTo(new Outcome.Value(3));
    assertThat(outcome(0.125)).isEqualTo(new Outcome.Value(12));
    assertThat(outcome(new BigDecimal("0.135"))).isEqualTo(new Outcome.Value(14));
    assertThat(outcome(new BigInteger("92233720368547758"))).isInstanceOf(Outcome.Value.class);
  }

  @Test
  void whatIsNoNumberOrDoesNotFitIsRefused() {
    assertThat(outcome(Float.NaN)).isInstanceOf(Outcome.Refused.class);
    assertThat(outcome(Double.POSITIVE_INFINITY)).isInstanceOf(Outcome.Refused.class);
    assertThat(outcome("12")).isInstanceOf(Outcome.Refused.class);
    assertThat(outcome(1e300)).isInstanceOf(Outcome.Refused.class);
    assertThat(outcome(new BigInteger("922337203685477581"))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void anAnswerIsTheSameAfterItWasKeptAsText() {
    PlcAnswer answer =
        new PlcAnswer(
            List.of(
                PlcAnswer.Value.of(0.1f),
                PlcAnswer.Value.of(Double.MIN_VALUE),
                PlcAnswer.Value.of(-7L),
                PlcAnswer.Value.of(1e300),
                new PlcAnswer.Value.Nothing("no\nsuch tag")));
    assertThat(PlcAnswer.parse(answer.bytes())).contains(answer);
    assertThat(PlcAnswer.parse("=12\nx".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private Outcome outcome(Object held) {
    List<Decoded> decoded = decoder.decode(new PlcAnswer(List.of(PlcAnswer.Value.of(held))));
    return decoded.getFirst().outcome();
  }
}
