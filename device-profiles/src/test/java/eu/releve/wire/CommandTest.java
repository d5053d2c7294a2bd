package eu.releve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What travels down to gateways: as it was given, or refused. */
class CommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/wire/command/v1.bin");
  private static final String PLAN =
      "site: tilleuls-12\nzone: Europe/Brussels # « Les Tilleuls »\n";
  private static final PlanOrder ORDER =
      new PlanOrder(
          new GatewayId("gw-1"),
          new OrganisationId("syndic-a"),
          Optional.of(new OrganisationId("syndic-b")),
          300,
          "0".repeat(64),
          "0123456789abcdef".repeat(4),
          "Émile",
          Duration.ofMinutes(10));

  private static PlanCommand command() {
    return new PlanCommand(
        Wire.encode(ORDER), new byte[] {1, 2, 3}, List.of(new byte[] {4}, new byte[] {5, 6}), PLAN);
  }

  @Test
  void aCommandComesAsItWasGiven() throws Exception {
    same(Wire.command(Wire.encode(command())));
  }

  // Files are added, never changed: -Dgolden=write writes it where it is missing.
  @Test
  void aCommandGivesWhatItAlwaysGave() throws Exception {
    if ("write".equals(System.getProperty("golden")) && !Files.exists(GOLDEN)) {
      Files.createDirectories(GOLDEN.resolveSibling("."));
      Files.write(GOLDEN, Wire.encode(command()));
    }
    same(Wire.command(Files.readAllBytes(GOLDEN)));
  }

  private static void same(PlanCommand read) throws Exception {
    assertThat(read.decoded()).isEqualTo(ORDER);
    assertThat(read.order()).isEqualTo(Wire.encode(ORDER));
    assertThat(read.signature()).containsExactly(1, 2, 3);
    assertThat(read.chain()).extracting(HexFormat.of()::formatHex).containsExactly("04", "0506");
    assertThat(read.plan()).isEqualTo(PLAN);
  }

  @Test
  void everyCutAndEveryFlippedBitIsRefused() {
    byte[] bytes = Wire.encode(command());
    for (int cut = 0; cut < bytes.length; cut++) {
      byte[] part = Arrays.copyOf(bytes, cut);
      assertThatThrownBy(() -> Wire.command(part)).isInstanceOf(MalformedBatchException.class);
    }
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Wire.command(flipped)).isInstanceOf(MalformedBatchException.class);
    }
  }

  // With a right checksum, so that what lies behind it is reached.
  @Test
  void wrongBytesWithARightChecksumAreReadOrRefused() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] good = Wire.encode(command());
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = good.clone();
      bytes[2 + random.nextInt(bytes.length - 6)] = (byte) random.nextInt();
      int at = bytes.length - Integer.BYTES;
      ByteBuffer.wrap(bytes).putInt(at, Bytes.checksum(bytes, at));
      try {
        Wire.command(bytes).decoded();
      } catch (MalformedBatchException said) {
        assertThat(said.getMessage()).as("seed %d", seed).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  @Test
  void whatIsLargerThanAGatewayTakesIsNotMade() {
    assertThatThrownBy(
            () ->
                new PlanCommand(
                    new byte[0],
                    new byte[0],
                    List.of(),
                    "x".repeat(PlanCommand.PLAN_BYTES_MAX + 1)))
        .hasMessage("a plan of 524289 bytes, at most 524288");
    Random random = new Random(1);
    StringBuilder incompressible = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      incompressible.append((char) ('0' + random.nextInt(64)));
    }
    PlanCommand large =
        new PlanCommand(Wire.encode(ORDER), new byte[0], List.of(), incompressible.toString());
    assertThatThrownBy(() -> Wire.encode(large)).hasMessageContaining("at most 61440");
  }
}
