package eu.releve.edge.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.releve.edge.clock.KernelTime.Leap;
import eu.releve.wire.ClockTrust;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTimeTest {
  // Whoever runs the gateway needs no right for it: nothing is changed.
  @Test
  void theKernelAnswersWithoutAnyRight() {
    KernelTime answer = KernelTime.ask().orElseThrow();

    assertThat(answer.state() == Leap.ERROR).isNotEqualTo(answer.isSynchronised());
    assertThat(answer.maxErrorMicros()).isBetween(0L, 16_000_000L);
  }

  // Offsets as the compiler lays out struct timex: 208 bytes, maxerror at 24, status at 40.
  @Test
  void aStructOf64BitsIsReadWhereTheKernelWroteIt() {
    ByteBuffer timex = ByteBuffer.allocate(208).order(ByteOrder.LITTLE_ENDIAN);
    timex.putLong(8, -1).putLong(16, -1).putLong(24, 1_500_000).putLong(32, 900);
    timex.putInt(40, 0x2001).putLong(48, -1);

    assertThat(KernelTime.of(1, timex, 8))
        .isEqualTo(new KernelTime(Leap.TO_INSERT, true, 1_500_000, 900));
    timex.putInt(40, 0x2041);
    assertThat(KernelTime.of(5, timex, 8))
        .isEqualTo(new KernelTime(Leap.ERROR, false, 1_500_000, 900));
  }

  // The same with longs of four bytes: 128 bytes, maxerror at 12, status at 20.
  @Test
  void aStructOf32BitsIsReadWhereTheKernelWroteIt() {
    ByteBuffer timex = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    timex.putInt(4, -1).putInt(8, -1).putInt(12, 1_500_000).putInt(16, 900);
    timex.putInt(20, 0x2000).putInt(24, -1);

    assertThat(KernelTime.of(0, timex, 4))
        .isEqualTo(new KernelTime(Leap.NONE, true, 1_500_000, 900));
    timex.putInt(20, 0x40);
    assertThat(KernelTime.of(3, timex, 4))
        .isEqualTo(new KernelTime(Leap.IN_PROGRESS, false, 1_500_000, 900));
  }

  @Test
  void anAnswerThatTheManualDoesNotKnowIsRefused() {
    ByteBuffer timex = ByteBuffer.allocate(KernelTime.BYTES_MAX);
    assertThatIllegalArgumentException().isThrownBy(() -> KernelTime.of(6, timex, 8));
    assertThatIllegalArgumentException().isThrownBy(() -> KernelTime.of(-1, timex, 8));
  }

  @ParameterizedTest
  @CsvSource({
    // kernel, chrony, timesyncd, trusted
    "NONE synchronised, false, false, true",
    "TO_INSERT synchronised, false, false, true",
    "TO_DELETE synchronised, false, false, true",
    "OCCURRED synchronised, false, false, true",
    "IN_PROGRESS synchronised, true, true, false",
    "ERROR unsynchronised, false, false, false",
    "ERROR unsynchronised, false, true, false",
    "ERROR unsynchronised, true, false, true",
    // A PPS error alone: the flag counts, not the state.
    "ERROR synchronised, false, false, true",
    "unasked, false, false, false",
    "unasked, false, true, true",
    "unasked, true, false, true",
  })
  void theKernelComesFirstAndUnknownIsUnsynchronised(
      String kernel, boolean chrony, boolean timesyncd, boolean trusted) {
    Optional<KernelTime> answer =
        kernel.equals("unasked")
            ? Optional.empty()
            : Optional.of(
                new KernelTime(
                    Leap.valueOf(kernel.substring(0, kernel.indexOf(' '))),
                    kernel.endsWith(" synchronised"),
                    0,
                    0));
    assertThat(Vouching.of(answer, chrony, timesyncd))
        .isEqualTo(trusted ? ClockTrust.SYNCHRONISED : ClockTrust.UNKNOWN);
  }
}
