package eu.releve.edge.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortLineTest {
  private static final LineSettings MBUS = LineSettings.mbus(2_400);
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path folder;

  @Test
  void everyByteGoesThroughAPortBothWays() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (PtyPair pair = PtyPair.in(folder);
        PortLine one = PortLine.open(pair.one(), MBUS);
        PortLine other = PortLine.open(pair.other(), MBUS)) {
      one.send(all);
      assertThat(hear(other, all.length)).isEqualTo(all);
      other.send(all);
      assertThat(hear(one, all.length)).isEqualTo(all);
    }
  }

  @Test
  void waitingEndsInTimeAndWithTheFirstByte() throws Exception {
    try (PtyPair pair = PtyPair.in(folder);
        PortLine one = PortLine.open(pair.one(), MBUS);
        PortLine other = PortLine.open(pair.other(), MBUS)) {
      byte[] into = new byte[10];
      long begin = System.nanoTime();
      assertThat(one.receive(into, 0, 10, Duration.ofMillis(120))).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(119));
      other.send(new byte[] {9});
      assertThat(one.receive(into, 3, 5, SOON)).isOne();
      assertThat(into[3]).isEqualTo((byte) 9);
    }
  }

  @Test
  void aPortBelongsToOneProgramAndIsFreeAfterwards() throws Exception {
    try (PtyPair pair = PtyPair.in(folder)) {
      try (PortLine one = PortLine.open(pair.one(), MBUS)) {
        assertThatThrownBy(() -> PortLine.open(pair.one(), MBUS))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("another program has it");
        assertThat(one.damaged()).isZero();
      }
      PortLine.open(pair.one(), MBUS).close();
    }
  }

  @Test
  void whatIsNoPortIsSaid() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no port");
    assertThatThrownBy(() -> PortLine.open(file, MBUS)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PortLine.open(folder.resolve("none"), MBUS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not there");
  }

  @Test
  void aPulledPortIsAnError() throws Exception {
    PtyPair pair = PtyPair.in(folder);
    try (PortLine one = PortLine.open(pair.one(), MBUS)) {
      pair.close();
      assertThatThrownBy(
              () -> {
                one.send(new byte[1]);
                one.receive(new byte[1], 0, 1, SOON);
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void closingEndsAReadInAnotherThread() throws Exception {
    try (PtyPair pair = PtyPair.in(folder)) {
      PortLine one = PortLine.open(pair.one(), MBUS);
      CompletableFuture<Object> ended =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return one.receive(new byte[1], 0, 1, Duration.ofMinutes(1));
                } catch (IOException broken) {
                  return broken;
                }
              });
      one.pause(Duration.ofMillis(50));
      one.close();
      assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }
  }

  private static byte[] hear(SerialLine line, int length) throws IOException {
    byte[] heard = new byte[length];
    int count = 0;
    int read;
    do {
      read = line.receive(heard, count, length - count, SOON);
      count += read;
    } while (read > 0 && count < length);
    return Arrays.copyOf(heard, count);
  }
}
