package eu.releve.edge.simulate;

import eu.releve.profile.Access;
import eu.releve.provisioning.site.Address;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;

/** A meter of the plan: one telegram with what it measures at that moment. */
final class PlayedVoice implements MbusVoice {
  private final PlayedMeter played;
  private final BusMeters meters;
  private final MbusTelegram.Writer writer;
  private int count;

  /**
   * Prepares the meter's telegrams.
   *
   * @throws IllegalArgumentException when a register cannot be written over M-Bus.
   */
  PlayedVoice(PlayedMeter played, BusMeters meters) {
    this.played = played;
    this.meters = meters;
    this.writer =
        switch (played.meter().access()) {
          case Access.Mbus access -> new MbusTelegram.Writer(played.meter(), access);
          case Access.Modbus ignored -> throw stranger(played);
          case Access.SunSpec ignored -> throw stranger(played);
          case Access.Plc ignored -> throw stranger(played);
          case Access.OpcUa ignored -> throw stranger(played);
          case Access.Pulsed ignored -> throw stranger(played);
          case Access.Pushed ignored -> throw stranger(played);
        };
  }

  private static IllegalArgumentException stranger(PlayedMeter played) {
    return new IllegalArgumentException(
        "meter %s: no M-Bus meter on an M-Bus".formatted(played.meter().id()));
  }

  @Override
  public int address() {
    return played.meter().address() instanceof Address.Primary primary ? primary.number() : 0;
  }

  @Override
  public byte[] identity() {
    return writer.identity();
  }

  @Override
  public boolean isThere() {
    return meters.hangsThere(played) && played.fault().kind() != Fault.Kind.SILENT;
  }

  @Override
  public int telegrams() {
    return 1;
  }

  @Override
  public Said say(int index) throws InterruptedException {
    played.dawdle();
    MbusTelegram telegram = writer.telegram(count++ & 0xFF, played.valuesAt(played.now()));
    return () -> sent(telegram);
  }

  private byte[] sent(MbusTelegram telegram) throws IOException {
    Instant now = played.now();
    if (played.fault().kind() == Fault.Kind.NONSENSE) {
      return garbled(telegram.frame(), played.nextNonsense());
    }
    played.record(telegram.written(), now);
    return telegram.frame();
  }

  /** In turn a wrong checksum, a frame that breaks off, and bytes that are no frame at all. */
  private static byte[] garbled(byte[] frame, long turn) {
    byte[] bytes = turn % 3 == 1 ? Arrays.copyOf(frame, frame.length / 2) : frame.clone();
    if (turn % 3 == 0) {
      bytes[bytes.length - 2] ^= 0x55;
    } else if (turn % 3 == 2) {
      Arrays.fill(bytes, (byte) 0xA5);
    }
    return bytes;
  }
}
