package eu.releve.cloud.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.ingest.Hands.Holder;
import eu.releve.measure.GatewayId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HandsTest {
  private static final GatewayId GATEWAY = new GatewayId("gw-1");
  private static final Holder ONE = new Holder("0000000000000001", "10.0.0.1");
  private static final Holder OTHER = new Holder("0000000000000002", "10.0.0.2");

  private Instant now = Instant.EPOCH;
  private final Hands hands = new Hands(() -> now);

  // Restarts, and a line that was cut: another run, or another address of the same.
  @Test
  void oneBoxIsNoneOfTwoHoweverOftenItConnects() {
    for (int start = 0; start < 50; start++) {
      String run = Integer.toString(start);
      for (int address = 0; address < 3; address++) {
        assertThat(hands.now(GATEWAY, new Holder(run, "10.0.0." + address % 2))).isEmpty();
      }
    }
  }

  @Test
  void aRunThatIsBackAfterAnotherIsAnotherBox() {
    assertThat(hands.now(GATEWAY, ONE)).isEmpty();
    assertThat(hands.now(GATEWAY, OTHER)).isEmpty();
    assertThat(hands.now(new GatewayId("gw-2"), ONE)).isEmpty();
    assertThat(hands.now(GATEWAY, ONE))
        .contains(
            "run 0000000000000001 at 10.0.0.1 and run 0000000000000002 at 10.0.0.2"
                + " take each other's place");
    assertThat(hands.now(GATEWAY, ONE)).isEmpty();
    assertThat(hands.now(GATEWAY, OTHER)).isPresent();
  }

  @Test
  void whoTakesTurnsMoreSlowlyIsNotToldByItsConnections() {
    assertThat(hands.now(GATEWAY, ONE)).isEmpty();
    assertThat(hands.now(GATEWAY, OTHER)).isEmpty();
    now = now.plus(Hands.WITHIN).plus(Duration.ofSeconds(1));
    assertThat(hands.now(GATEWAY, ONE)).isEmpty();
  }

  // Older programs name no run.
  @Test
  void withoutARunTheAddressTells() {
    assertThat(hands.now(GATEWAY, new Holder("", "10.0.0.1"))).isEmpty();
    assertThat(hands.now(GATEWAY, new Holder("", "10.0.0.1"))).isEmpty();
    assertThat(hands.now(GATEWAY, new Holder("", "10.0.0.2"))).isEmpty();
    assertThat(hands.now(GATEWAY, new Holder("", "10.0.0.1"))).isPresent();
  }
}
