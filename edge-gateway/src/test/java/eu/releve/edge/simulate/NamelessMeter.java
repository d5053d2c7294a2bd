package eu.releve.edge.simulate;

import eu.releve.edge.link.MbusMask;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.line.Station;
import java.time.Duration;
import java.util.List;

/** A meter that is selected by an identity of which its telegram says nothing. */
public final class NamelessMeter implements MbusVoice {
  private final MbusMask identity;
  private final GivenMeter given;

  /** That meter. */
  public NamelessMeter(MbusMask identity, byte[] frame) {
    this.identity = identity;
    this.given = new GivenMeter(List.of(frame));
  }

  /** The meter as a device on a line in memory. */
  public Station on(LineSettings settings, Duration delay) {
    return new MbusStation(this, settings, delay, FrameCounting.EACH_ADDRESS);
  }

  @Override
  public int address() {
    return given.address();
  }

  @Override
  public byte[] identity() {
    return identity.bytes();
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public int telegrams() {
    return given.telegrams();
  }

  @Override
  public Said say(int index) {
    return given.say(index);
  }
}
