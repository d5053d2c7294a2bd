package eu.releve.edge.clock;

import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The clock of the machine: CLOCK_BOOTTIME as {@code nanoTime} plus its distance to {@code
 * /proc/uptime}, and the kernel's boot id.
 *
 * <p>The distance is taken when the uptime ticks (it is written in hundredths of a second), so that
 * two processes of one boot agree to about a millisecond. Documented limit: it is taken once, so a
 * machine that sleeps while the gateway runs falls behind by the time that it slept.
 */
public final class LinuxBootClock implements BootClock {
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final long TICK_WAIT_NANOS_MAX = 25_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final UUID bootId;
  private final long bootMinusNanoTime;
  private final boolean vouched;
  private final TimeService timeService = new TimeService(Path.of("/"), KernelTime::ask);

  private LinuxBootClock(UUID bootId, long bootMinusNanoTime, boolean vouched) {
    this.bootId = bootId;
    this.bootMinusNanoTime = bootMinusNanoTime;
    this.vouched = vouched;
  }

  /**
   * The machine's clock, believed as the operator says.
   *
   * @param vouched true when the operator vouches for the wall clock (setting {@code clock:
   *     trusted}); false to ask the machine's time service each time.
   * @throws IOException when the kernel does not say its uptime or boot id.
   */
  public static LinuxBootClock open(boolean vouched) throws IOException {
    UUID bootId = UUID.fromString(Files.readString(BOOT_ID).strip());
    return new LinuxBootClock(bootId, distance(), vouched);
  }

  /** Waits for the uptime's next tick, at most 25 ms, and takes the distance there. */
  private static long distance() throws IOException {
    long start = System.nanoTime();
    long first = uptimeNanos();
    long uptime = first;
    while (uptime == first && System.nanoTime() - start < TICK_WAIT_NANOS_MAX) {
      uptime = uptimeNanos();
    }
    return uptime - System.nanoTime();
  }

  private static long uptimeNanos() throws IOException {
    String line = Files.readString(UPTIME);
    return new BigDecimal(line.substring(0, line.indexOf(' '))).movePointRight(9).longValueExact();
  }

  @Override
  public UUID bootId() {
    return bootId;
  }

  @Override
  public long bootMillis() {
    return (System.nanoTime() + bootMinusNanoTime) / NANOS_PER_MILLI;
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public ClockTrust trust() {
    return vouched ? ClockTrust.SYNCHRONISED : timeService.trust(bootMillis());
  }
}
