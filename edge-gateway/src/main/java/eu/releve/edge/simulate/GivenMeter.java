package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;
import static java.nio.charset.StandardCharsets.US_ASCII;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.link.MbusMask;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.line.Station;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A meter that says telegrams that were written down before, one after the other and again.
 *
 * @param frames at least one, each a long frame with a right checksum; not to be changed.
 */
public record GivenMeter(List<byte[]> frames) implements MbusVoice {
  private static final int METERS_MAX = 1_000;

  public GivenMeter {
    frames = List.copyOf(frames);
    require(!frames.isEmpty(), "a meter without a telegram");
    for (byte[] frame : frames) {
      require(
          MbusFrame.parse(frame) instanceof MbusFrame.LongFrame,
          "%s is no long frame",
          HexFormat.of().formatHex(frame));
    }
  }

  /**
   * The meters of a file: a telegram a line in hexadecimal digits, spaces allowed; telegrams
   * without an empty line between them are those of one meter; what follows a {@code #} is left
   * out.
   *
   * @throws IOException when there is no such file.
   * @throws IllegalArgumentException naming the line that is no telegram.
   */
  public static List<GivenMeter> load(Path file) throws IOException {
    List<GivenMeter> meters = new ArrayList<>();
    List<byte[]> frames = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      String text = line.replaceFirst("#.*", "").replaceAll("\\s", "");
      if (!text.isEmpty()) {
        frames.add(frame(file, number, text));
      } else if (line.isBlank() && !frames.isEmpty()) {
        meters.add(new GivenMeter(frames));
        frames.clear();
      }
    }
    if (!frames.isEmpty()) {
      meters.add(new GivenMeter(frames));
    }
    require(meters.size() <= METERS_MAX, "%s: more than %d meters", file, METERS_MAX);
    return meters;
  }

  private static byte[] frame(Path file, int number, String text) {
    try {
      byte[] frame = HexFormat.of().parseHex(text);
      if (MbusFrame.parse(frame) instanceof MbusFrame.Broken broken) {
        throw new IllegalArgumentException(broken.fault() + ": " + broken.detail());
      }
      return frame;
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "%s:%d: wanted a telegram in hexadecimal digits, found %s"
              .formatted(file, number, wrong.getMessage()),
          wrong);
    }
  }

  /**
   * A meter of one telegram with a long header, a volume and a text that fills it up.
   *
   * @param identity what it is selected by.
   * @param address primary, 0 to 250.
   * @param litres what it has measured, 0 to 99,999,999.
   * @param characters of the whole telegram, 30 to 210.
   */
  public static GivenMeter of(MbusMask identity, int address, int litres, int characters) {
    require(30 <= characters && characters <= 210, "%d characters", characters);
    ByteBuffer data = ByteBuffer.allocate(characters - 9);
    data.put(identity.bytes()).putInt(0);
    data.put((byte) 0x0C).put((byte) 0x13).put(MbusNumber.bcd(BigInteger.valueOf(litres)));
    int text = data.remaining() - 3;
    data.put((byte) 0x0D)
        .put((byte) 0x78)
        .put((byte) text)
        .put("x".repeat(text).getBytes(US_ASCII));
    return new GivenMeter(List.of(MbusFraming.longFrame(0x08, address, 0x72, data.array())));
  }

  /**
   * The meter as a device on a line in memory.
   *
   * @param delay from the end of a request to the start of the answer.
   */
  public Station on(LineSettings settings, Duration delay) {
    return on(settings, delay, FrameCounting.EACH_ADDRESS);
  }

  /**
   * The same with a memory of its own for the frame count bit.
   *
   * @param counting what clears it.
   */
  public Station on(LineSettings settings, Duration delay, FrameCounting counting) {
    return new MbusStation(this, settings, delay, counting);
  }

  @Override
  public int address() {
    return frames.getFirst()[5] & 0xFF;
  }

  /** Where the first telegram has no long header, the meter can be selected by wildcards only. */
  @Override
  public byte[] identity() {
    return MbusMask.of(frames.getFirst()).orElse(MbusMask.ANY).bytes();
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public int telegrams() {
    return frames.size();
  }

  @Override
  public Said say(int index) {
    return () -> frames.get(index);
  }
}
