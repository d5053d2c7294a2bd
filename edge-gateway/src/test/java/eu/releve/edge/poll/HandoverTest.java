package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.journal.JournalException;
import eu.releve.measure.BusId;
import eu.releve.wire.Body;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lane keeps, gives up and tells while the journal refuses. */
class HandoverTest {
  private static final Readings READINGS =
      new Readings(Collections.nCopies(1_000, new Readings.Row(1, 1, 1, 0)));

  private final List<Body> kept = new ArrayList<>();
  private boolean isRefusing = true;
  private final Tally tally = new Tally();
  private final Handover handover = new Handover(new BusId("cellar"), this::append, tally);

  private void append(Body body) throws JournalException {
    if (isRefusing) {
      throw new JournalException("no room on the disk");
    }
    kept.add(body);
  }

  @Test
  void aLossAndAnEventOutliveTheReadingsThatNoLongerFit() {
    Facts facts =
        new Facts(
            List.of(
                new Facts.Loss(0, 0, 7, "the server's queues were full"),
                new Facts.Event(5, "meter-mute", "w3b")));
    handover.take(facts, 0);
    for (int batch = 0; batch < 60; batch++) {
      handover.take(READINGS, batch);
    }
    assertThat(handover.waitingReadings()).isEqualTo(Handover.READINGS_WAITING_MAX);
    isRefusing = false;
    handover.retry(1_000_000);

    assertThat(kept).hasSize(1 + 50 + 1).startsWith(facts);
    assertThat(told().readings()).isEqualTo(10_000);
  }

  @Test
  void factsThatAreTooManyAreToldInTheSum() {
    for (int batch = 0; batch < 5_010; batch++) {
      handover.take(
          new Facts(
              List.of(
                  new Facts.Loss(0, 0, 2, "queues"), new Facts.Event(batch, "meter-mute", "w3b"))),
          batch);
    }
    isRefusing = false;
    handover.retry(1_000_000);

    assertThat(kept).hasSize(5_000 + 1);
    assertThat(told().readings()).isEqualTo(20);
    assertThat(told().reason()).contains("10 events");
  }

  @Test
  void atTheEndEverythingIsHandedOverWhetherItIsTimeOrNot() {
    handover.take(READINGS, 0);
    handover.take(READINGS, 1);
    isRefusing = false;
    handover.end(2);

    assertThat(kept).containsExactly(READINGS, READINGS);
    assertThat(handover.untold()).isZero();
  }

  @Test
  void whatTheJournalRefusesToTheEndIsCounted() {
    for (int batch = 0; batch < 60; batch++) {
      handover.take(READINGS, batch);
    }
    handover.end(61);

    assertThat(kept).isEmpty();
    assertThat(handover.untold()).isEqualTo(60_000);
    assertThat(handover.waitingReadings()).isZero();
    assertThat(tally.counts().lost()).isEqualTo(60_000);
  }

  private Facts.Loss told() {
    return (Facts.Loss) ((Facts) kept.getLast()).facts().getFirst();
  }
}
