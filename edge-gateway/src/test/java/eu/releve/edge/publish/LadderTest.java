package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.tls.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LadderTest {
  private static final Uplink UPLINK =
      new Uplink(
          List.of(Way.parse("mqtts://h:8883"), Way.parse("wss://h:443")),
          Optional.of(new TlsFiles(Path.of("a"), Path.of("b"), Path.of("c"))),
          Optional.of(new Uplink.Proxy(new Endpoint("p", 3128), Optional.empty())));
  private static final long HOURS = Ladder.FIRST_AGAIN.toMillis();

  private final Ladder ladder = new Ladder(Rung.of(UPLINK));

  @Test
  void everyWayIsTriedDirectlyAndThenThroughTheProxy() {
    assertThat(Rung.of(UPLINK))
        .map(Rung::toString)
        .containsExactly(
            "mqtts://h:8883",
            "wss://h:443/mqtt",
            "mqtts://h:8883 via http://p:3128",
            "wss://h:443/mqtt via http://p:3128");
    for (int i = 0; i < 3; i++) {
      assertThat(ladder.failed(Trouble.NO_ANSWER, 0)).as("another is tried at once").isTrue();
    }
    assertThat(ladder.current(0)).hasToString("wss://h:443/mqtt via http://p:3128");
    assertThat(ladder.failed(Trouble.PROXY, 0)).as("all have failed").isFalse();
    assertThat(ladder.current(0)).hasToString("mqtts://h:8883");
  }

  @Test
  void aWayThatWorkedIsTheOneUntilTheFirstIsTriedAgainAfterHours() {
    ladder.failed(Trouble.NOBODY_LISTENS, 1_000);
    assertThat(ladder.current(1_000)).hasToString("wss://h:443/mqtt");
    ladder.worked();
    assertThat(ladder.current(HOURS)).hasToString("wss://h:443/mqtt");
    assertThat(ladder.current(HOURS + 1_000)).hasToString("mqtts://h:8883");
    assertThat(ladder.failed(Trouble.NO_ANSWER, HOURS + 1_000)).isTrue();
    assertThat(ladder.current(HOURS + 1_001))
        .as("not for another six hours")
        .hasToString("wss://h:443/mqtt");
    assertThat(ladder.current(2 * HOURS + 1_001)).hasToString("mqtts://h:8883");
    ladder.worked();
    assertThat(ladder.current(9 * HOURS)).hasToString("mqtts://h:8883");
  }

  // Another way to the same collector would show the same certificate.
  @Test
  void whatNoOtherWayCouldMendIsTriedAgainWhereItHappened() {
    for (Trouble trouble : Trouble.values()) {
      boolean isTriedElsewhere = new Ladder(Rung.of(UPLINK)).failed(trouble, 0);
      assertThat(isTriedElsewhere).as("%s", trouble).isEqualTo(trouble.mayBeOfTheWay());
    }
    assertThat(ladder.failed(Trouble.CERTIFICATE_UNKNOWN, 0)).isFalse();
    assertThat(ladder.failed(Trouble.TURNED_AWAY, 0)).isFalse();
    assertThat(ladder.current(0)).hasToString("mqtts://h:8883");
  }

  @Test
  void aSingleWayIsTriedAgainAfterAPause() {
    Ladder single = new Ladder(Rung.of(Uplink.onThisMachine(new Endpoint("127.0.0.1", 1883))));
    assertThat(single.failed(Trouble.NOBODY_LISTENS, 0)).isFalse();
    assertThat(single.current(HOURS)).hasToString("mqtt://127.0.0.1:1883");
  }
}
