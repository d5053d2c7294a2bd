package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.line.Station;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A meter that has several sets of data: it sends the one that an application reset chose last, and
 * its usual one again when all of that is said.
 */
public final class ChoosingMeter implements MbusVoice {
  private final GivenMeter usual;
  private final Map<String, GivenMeter> others;
  private GivenMeter chosen;

  /**
   * A meter that nobody has told anything yet.
   *
   * @param others by the sub-code that chooses them, as pairs of 0-9A-F; empty for a plain reset.
   */
  public ChoosingMeter(GivenMeter usual, Map<String, GivenMeter> others) {
    require(!others.isEmpty(), "a meter with nothing to choose");
    this.usual = usual;
    this.others = Map.copyOf(others);
    this.chosen = usual;
  }

  /** The meter as a device on a line in memory. */
  public Station on(LineSettings settings, Duration delay, FrameCounting counting) {
    return new MbusStation(this, settings, delay, counting);
  }

  @Override
  public int address() {
    return usual.address();
  }

  @Override
  public byte[] identity() {
    return usual.identity();
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public int telegrams() {
    return chosen.telegrams();
  }

  @Override
  public void choose(byte[] which) {
    chosen = others.getOrDefault(HexFormat.of().withUpperCase().formatHex(which), usual);
  }

  @Override
  public Said say(int index) {
    List<byte[]> frames = chosen.frames();
    if (index == frames.size() - 1) {
      chosen = usual;
    }
    return () -> frames.get(index);
  }
}
