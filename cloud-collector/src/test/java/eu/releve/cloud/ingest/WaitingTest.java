package eu.releve.cloud.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.Digest;
import eu.releve.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WaitingTest {
  @Test
  void aGatewayThatWaitsForEverKeepsNobodyElseOut() throws Exception {
    TestJournal greedy = new TestJournal("gw-1", 1, 3);
    TestJournal modest = new TestJournal("gw-2", 2, 3);
    greedy.catalogueBatch();
    modest.catalogueBatch();
    Arrival first = arrival(greedy);
    long length = first.bytes().length;
    Waiting waiting = new Waiting(100, 100 * length, 3 * length / 2, () -> Instant.EPOCH);

    assertThat(waiting.add(first)).isTrue();
    assertThat(waiting.add(arrival(greedy))).isFalse();
    assertThat(waiting.add(arrival(modest))).isTrue();
    assertThat(waiting.release(greedy.gateway(), first.header().catalogue()))
        .containsExactly(first);
    assertThat(waiting.add(arrival(greedy))).isTrue();
    assertThat(waiting.size()).isEqualTo(2);
  }

  @Test
  void aBatchThatIsLetGoAndAddedAgainHasWaitedSinceItCame() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 3, 3);
    journal.catalogueBatch();
    Arrival first = arrival(journal);
    Arrival second = arrival(journal);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Waiting waiting = new Waiting(100, 1 << 20, 1 << 20, now::get);
    assertThat(waiting.add(first)).isTrue();
    now.set(Instant.EPOCH.plusSeconds(60));
    assertThat(waiting.release(journal.gateway(), first.header().catalogue()))
        .containsExactly(first);
    assertThat(waiting.add(first)).isTrue();
    assertThat(waiting.add(second)).isTrue();
    assertThat(waiting.longest()).isEqualTo(Duration.ofSeconds(60));
    assertThat(waiting.overdue(Duration.ofSeconds(30))).containsExactly(first);

    assertThat(waiting.remove(first)).isTrue();
    waiting.forget(first);
    assertThat(waiting.longest()).isZero();
    assertThat(waiting.add(first)).isTrue();
    assertThat(waiting.overdue(Duration.ofSeconds(30))).as("it came anew").isEmpty();
  }

  private static Arrival arrival(TestJournal journal) throws Exception {
    byte[] bytes = journal.readings(7).bytes();
    return new Arrival(journal.gateway(), Wire.open(bytes), bytes, Digest.of(bytes));
  }
}
