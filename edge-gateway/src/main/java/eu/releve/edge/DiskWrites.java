package eu.releve.edge;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.console.CardLife;
import eu.releve.provisioning.settings.GatewaySettings.Flash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much is written to the disk, by this process and by everything: flash wears out, and the
 * window decides how fast.
 */
final class DiskWrites {
  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final String WRITTEN = "write_bytes: ";

  /** Below this the first writes count for too much. */
  private static final long MILLIS_LEAST = Duration.ofMinutes(5).toMillis();

  private final BootClock clock;
  private final Flash flash;
  private final Optional<Card> card;
  private final OptionalLong capacityBytes;
  private final long startBootMillis;
  private final long startBytes;
  private final OptionalLong startCardBytes;

  private DiskWrites(
      BootClock clock, Flash flash, Optional<Card> card, OptionalLong capacityBytes) {
    this.clock = clock;
    this.flash = flash;
    this.card = card;
    this.capacityBytes = capacityBytes;
    this.startBootMillis = clock.bootMillis();
    this.startBytes = written().orElse(0);
    this.startCardBytes = writtenToCard();
  }

  /**
   * Counts from now on.
   *
   * @param folder on the disk in question.
   * @param flash what is assumed of the card.
   */
  static DiskWrites fromNow(BootClock clock, Path folder, Flash flash) {
    return fromNow(clock, folder, flash, Card.of(folder));
  }

  /** The same for a card that is known. */
  static DiskWrites fromNow(BootClock clock, Path folder, Flash flash, Optional<Card> card) {
    OptionalLong told = card.map(Card::capacityBytes).orElse(OptionalLong.empty());
    return new DiskWrites(clock, flash, card, told.isPresent() ? told : storeBytes(folder));
  }

  private static OptionalLong storeBytes(Path folder) {
    try {
      long bytes = Files.getFileStore(folder).getTotalSpace();
      return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    } catch (IOException untold) {
      return OptionalLong.empty();
    }
  }

  /** Bytes a day of this process at the rate since the start; empty while too early or unknown. */
  OptionalLong perDay() {
    OptionalLong now = written();
    return now.isEmpty() ? now : perDay(now.getAsLong() - startBytes);
  }

  /** How long the card lasts at that rate; empty where something of it is unknown. */
  Optional<CardLife> life() {
    OptionalLong now = writtenToCard();
    boolean isWhole = now.isPresent() && startCardBytes.isPresent();
    OptionalLong perDay = isWhole ? perDay(now.getAsLong() - startCardBytes.getAsLong()) : perDay();
    return capacityBytes.isEmpty() || perDay.isEmpty() || perDay.getAsLong() <= 0
        ? Optional.empty()
        : Optional.of(
            new CardLife(
                capacityBytes.getAsLong(),
                perDay.getAsLong(),
                isWhole,
                flash.cycles(),
                flash.amplification()));
  }

  private OptionalLong writtenToCard() {
    return card.map(Card::writtenBytes).orElse(OptionalLong.empty());
  }

  private OptionalLong perDay(long bytes) {
    long millis = clock.bootMillis() - startBootMillis;
    return millis < MILLIS_LEAST
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round(bytes * (86_400_000.0 / millis)));
  }

  private static OptionalLong written() {
    try {
      return Files.readAllLines(COUNTERS).stream()
          .filter(line -> line.startsWith(WRITTEN))
          .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length()).strip()))
          .findFirst();
    } catch (IOException unknownHere) {
      return OptionalLong.empty();
    }
  }
}
