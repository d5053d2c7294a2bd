package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.poll.OpcUaLine.Place;
import eu.releve.edge.poll.Watching.News;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.OpcUaRegister;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchingTest {
  private static final RegisterName ENERGY = RegisterName.parse("heat-energy");
  private static final RegisterName VOLUME = RegisterName.parse("heat-volume");

  private final Watching watching =
      new Watching(List.of(place(0, ENERGY, Unit.KWH), place(1, ENERGY, Unit.KWH), volume()));

  private static Place volume() {
    return place(1, VOLUME, Unit.M3);
  }

  private static Place place(int meter, RegisterName name, Unit unit) {
    return new Place(
        meter,
        new OpcUaRegister(
            name,
            "ns=2;s=" + name,
            Optional.empty(),
            BigDecimal.ONE,
            unit,
            Resolution.ONE_STEP,
            Optional.empty()));
  }

  @Test
  void whatIsNotWatchedIsToldOnceForEachMeterAndSoIsItsEnd() {
    assertThat(watching.news(Map.of())).isEmpty();
    Map<Integer, String> missing = Map.of(1, "why", 2, "why not");
    assertThat(watching.news(missing))
        .containsExactly(
            new News(
                1,
                Map.of(ENERGY, "why", VOLUME, "why not"),
                "opcua-unwatched",
                "heat-energy is not watched: why, and 1 more"));
    assertThat(watching.news(missing)).isEmpty();
    assertThat(watching.news(Map.of(0, "why", 2, "why not")))
        .containsExactly(
            new News(
                0, Map.of(ENERGY, "why"), "opcua-unwatched", "heat-energy is not watched: why"),
            new News(
                1,
                Map.of(VOLUME, "why not"),
                "opcua-watched",
                "heat-energy is there and watched now"));
    assertThat(watching.news(Map.of())).hasSize(2);
  }

  @Test
  void anotherReasonIsNewsOfTheRegister() {
    watching.news(Map.of(2, "no such namespace"));
    assertThat(watching.news(Map.of(2, "no room")).stream().map(News::text))
        .containsExactly("heat-volume is not watched: no room");
  }
}
