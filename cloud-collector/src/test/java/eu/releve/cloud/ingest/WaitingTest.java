package eu.releve.cloud.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.Digest;
import eu.releve.wire.Wire;
import java.time.Instant;
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

  private static Arrival arrival(TestJournal journal) throws Exception {
    byte[] bytes = journal.readings(7).bytes();
    return new Arrival(journal.gateway(), Wire.open(bytes), bytes, Digest.of(bytes));
  }
}
