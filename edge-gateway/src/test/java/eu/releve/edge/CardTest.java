package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.console.CardLife;
import eu.releve.provisioning.settings.GatewaySettings.Flash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Raspberry Pi's files of a card with two partitions, as its kernel writes them. */
class CardTest {
  @TempDir private Path root;

  @Test
  void aFolderLiesOnTheWholeCardOfItsPartition() throws IOException {
    machine();
    Card card = Card.of(Files.createDirectories(root.resolve("data")), root).orElseThrow();
    assertThat(card.capacityBytes()).hasValue(62_333_952L * 512);
    assertThat(card.writtenBytes()).hasValue(20_000L * 512);
    Card stick = Card.of(Files.createDirectories(root.resolve("stick/data")), root).orElseThrow();
    assertThat(stick.capacityBytes()).hasValue(1_000L * 512);
    assertThat(stick.writtenBytes()).as("not told").isEmpty();
  }

  @Test
  void memoryIsNoCardAndAMachineThatTellsNothingHasNone() throws IOException {
    machine();
    assertThat(Card.of(Files.createDirectories(root.resolve("ram")), root)).isEmpty();
    assertThat(Card.of(root, root.resolve("nowhere"))).isEmpty();
  }

  @Test
  void theLifeOfACardIsToldFromWhatEverythingWritesOnceThatIsKnown() throws IOException {
    machine();
    ManualClock clock = ManualClock.trusted();
    Optional<Card> card = Card.of(Files.createDirectories(root.resolve("data")), root);
    DiskWrites writes = DiskWrites.fromNow(clock, root, new Flash(1_000, 4), card);
    assertThat(writes.life()).as("too early").isEmpty();
    clock.advance(86_400_000);
    stat(20_000 + 2_000_000);
    assertThat(writes.life())
        .contains(new CardLife(62_333_952L * 512, 2_000_000L * 512, true, 1_000, 4));
  }

  @Test
  void withoutAWordOfTheCardTheFileSystemHasToDoAndWhatThisProgramWrites() throws IOException {
    ManualClock clock = ManualClock.trusted();
    DiskWrites writes = DiskWrites.fromNow(clock, root, Flash.USUAL, Optional.empty());
    Files.write(root.resolve("file"), new byte[1 << 20]);
    clock.advance(600_000);
    writes
        .life()
        .ifPresent(
            life -> {
              assertThat(life.isWhole()).isFalse();
              assertThat(life.capacityBytes()).isEqualTo(totalSpace());
            });
    assertThat(
            DiskWrites.fromNow(clock, root.resolve("gone"), Flash.USUAL, Optional.empty()).life())
        .isEmpty();
  }

  private long totalSpace() {
    try {
      return Files.getFileStore(root).getTotalSpace();
    } catch (IOException untold) {
      throw new AssertionError(untold);
    }
  }

  private void machine() throws IOException {
    Path mounts = root.resolve("proc/self/mountinfo");
    Files.createDirectories(mounts.getParent());
    Files.writeString(
        mounts,
        """
        21 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw
        22 21 0:20 / %1$s/ram rw shared:2 - tmpfs tmpfs rw
        23 21 8:0 / %1$s/stick rw shared:3 - ext4 /dev/sda rw
        """
            .formatted(root.toRealPath()));
    Path card = Files.createDirectories(root.resolve("sys/devices/mmc/block/mmcblk0"));
    Files.writeString(card.resolve("size"), "62333952\n");
    Path part = Files.createDirectories(card.resolve("mmcblk0p2"));
    Files.writeString(part.resolve("partition"), "2\n");
    Files.writeString(part.resolve("size"), "61000000\n");
    stat(20_000);
    Path stick = Files.createDirectories(root.resolve("sys/devices/usb/block/sda"));
    Files.writeString(stick.resolve("size"), "1000\n");
    Path numbers = Files.createDirectories(root.resolve("sys/dev/block"));
    Files.createSymbolicLink(numbers.resolve("179:2"), part);
    Files.createSymbolicLink(numbers.resolve("8:0"), stick);
  }

  private void stat(long sectorsWritten) throws IOException {
    Files.writeString(
        root.resolve("sys/devices/mmc/block/mmcblk0/stat"),
        "    5000     100   400000    3000     2000      300    %d    9000        0     8000    12000\n"
            .formatted(sectorsWritten));
  }
}
