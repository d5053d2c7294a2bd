package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDamageTest {
  private final ManualClock clock = ManualClock.trusted();
  private long epoch;
  private byte[] lastBytes = {};
  @TempDir Path folder;

  @BeforeEach
  void fill() throws JournalException {
    Random random = new Random(2);
    try (Journal journal = Journal.open(folder, clock)) {
      epoch = journal.epoch();
      Samples.declare(journal);
      for (int batch = 0; batch < 50; batch++) {
        lastBytes = journal.append(Samples.noise(random, 200)).bytes();
      }
    }
  }

  @Test
  void aFlippedBitInAnUnreceiptedBatchIsFound() throws IOException, JournalException {
    byte[] file = Files.readAllBytes(file());
    int at = indexOf(file, Arrays.copyOfRange(lastBytes, 100, 140));
    overwrite(at, new byte[] {(byte) (file[at] ^ 1)});
    assertSetAside();
  }

  @Test
  void aFileOfZerosAnEmptyFileAndACutFileAreFound() throws IOException, JournalException {
    overwrite(0, new byte[4_096]);
    assertSetAside();
    fillAgain();
    Files.write(file(), new byte[0]);
    assertSetAside();
    fillAgain();
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    assertSetAside();
  }

  @Test
  void damagedFilesDoNotFillTheDisk() throws IOException, JournalException {
    for (int time = 0; time < 6; time++) {
      Files.write(file(), new byte[100]);
      assertSetAside();
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().contains("damaged"))).hasSize(3);
    }
  }

  // The power may go between any two of the steps that set a file aside.
  @Test
  void aSettingAsideThatWasInterruptedIsFinishedAndTheLossIsSaidOnce()
      throws IOException, JournalException {
    new SetAside(file()).begin("the disk was wet");
    assertSetAside();
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(Samples.facts(journal)).hasSize(1);
    }
  }

  // Opening checks what no receipt covers; the rest is read again only when another store asks.
  @Test
  void aBatchThatDecayedUnseenIsDeclaredLostAndHoldsUpNobody()
      throws IOException, JournalException {
    byte[] decaying;
    try (Journal journal = Journal.open(folder, clock)) {
      decaying = Samples.all(journal).get(1).bytes();
      journal.received(Samples.receipt(journal, Samples.all(journal).getLast()));
    }
    byte[] file = Files.readAllBytes(file());
    byte[] part = Arrays.copyOfRange(decaying, 100, 140);
    // A page that was split leaves a stale copy behind.
    for (int at = 0; at + part.length <= file.length; at++) {
      if (Arrays.equals(file, at, at + part.length, part, 0, part.length)) {
        overwrite(at, new byte[] {(byte) (file[at] ^ 1)});
      }
    }
    try (Journal journal = Journal.open(folder, clock)) {
      journal.received(Samples.nothing(journal, new UUID(8, 8)));
      Depth before = journal.depth();

      assertThat(journal.after(0, 3, Long.MAX_VALUE))
          .extracting(batch -> batch.header().seq())
          .containsExactly(1L, 3L);
      assertThat(journal.depth().readings()).isEqualTo(before.readings() - 200);
      assertThat(Samples.facts(journal))
          .singleElement()
          .isInstanceOfSatisfying(
              Facts.Loss.class,
              loss -> {
                assertThat(loss.fromSeq()).isEqualTo(2);
                assertThat(loss.toSeq()).isEqualTo(2);
                assertThat(loss.readings()).isEqualTo(200);
              });
    }
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertThat(journal.counts().setAside()).isZero();
    }
  }

  private void fillAgain() throws JournalException {
    try (Journal journal = Journal.open(folder, clock)) {
      Samples.declare(journal);
      for (int value = 0; value < 200; value++) {
        SealedBatch batch = journal.append(Samples.noise(new Random(value), 200));
        epoch = batch.header().epoch();
      }
    }
  }

  private void assertSetAside() throws JournalException, IOException {
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isNotEqualTo(epoch);
      assertThat(journal.counts().setAside()).isEqualTo(1);
      assertThat(Samples.facts(journal))
          .singleElement()
          .isInstanceOfSatisfying(
              Facts.Loss.class,
              loss -> assertThat(loss.reason()).contains("set aside as journal.db.damaged-"));
      Samples.declare(journal);
      assertThat(journal.append(Samples.readings(1)).header().seq()).isEqualTo(3);
      epoch = journal.epoch();
    }
    assertThat(Files.exists(folder.resolve("journal.db.damaged-1"))).isTrue();
    assertThat(Files.exists(folder.resolve("journal.db.setting-aside"))).isFalse();
  }

  private Path file() {
    return folder.resolve("journal.db");
  }

  private void overwrite(long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  private static int indexOf(byte[] where, byte[] what) {
    for (int at = 0; at + what.length <= where.length; at++) {
      if (Arrays.equals(where, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }
}
