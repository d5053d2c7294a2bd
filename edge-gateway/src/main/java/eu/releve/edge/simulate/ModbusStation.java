package eu.releve.edge.simulate;

import eu.releve.edge.link.Crc16;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A Modbus RTU device on a line: answers what is for it and whole, and refuses as the norm says.
 */
public final class ModbusStation implements Station {
  private static final int REQUEST_BYTES = 8;
  private static final int EXCEPTION_BIT = 0x80;
  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ILLEGAL_ADDRESS = 2;
  private static final int ILLEGAL_VALUE = 3;

  private final int unit;
  private final LineSettings settings;
  private final Supplier<Duration> turnaround;
  private final int wordsMax;
  private final RegisterBank bank;

  /**
   * A device.
   *
   * @param unit 1 to 247.
   * @param settings of its own port.
   * @param turnaround how long it thinks, asked each time.
   * @param wordsMax how many words it answers at most, 1 to 125.
   * @param bank what it holds.
   */
  public ModbusStation(
      int unit,
      LineSettings settings,
      Supplier<Duration> turnaround,
      int wordsMax,
      RegisterBank bank) {
    this.unit = unit;
    this.settings = settings;
    this.turnaround = turnaround;
    this.wordsMax = wordsMax;
    this.bank = bank;
  }

  @Override
  public LineSettings settings() {
    return settings;
  }

  @Override
  public List<Speech> hears(byte[] bytes) {
    if (bytes.length != REQUEST_BYTES
        || (bytes[0] & 0xFF) != unit
        || !Crc16.fits(bytes, bytes.length)) {
      return List.of();
    }
    return List.of(new Speech(turnaround.get(), answer(bytes)));
  }

  private byte[] answer(byte[] request) {
    int function = request[1] & 0xFF;
    int address = word(request, 2);
    int count = word(request, 4);
    if (function != 3 && function != 4) {
      return refusal(function, ILLEGAL_FUNCTION);
    }
    if (count < 1 || count > wordsMax) {
      return refusal(function, ILLEGAL_VALUE);
    }
    Optional<byte[]> words =
        address + count > 0x10000 ? Optional.empty() : bank.read(function, address, count);
    return words
        .map(bytes -> frame(function, bytes))
        .orElseGet(() -> refusal(function, ILLEGAL_ADDRESS));
  }

  private static int word(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
  }

  private byte[] frame(int function, byte[] words) {
    byte[] frame = new byte[3 + words.length + 2];
    frame[0] = (byte) unit;
    frame[1] = (byte) function;
    frame[2] = (byte) words.length;
    System.arraycopy(words, 0, frame, 3, words.length);
    Crc16.seal(frame, frame.length - 2);
    return frame;
  }

  private byte[] refusal(int function, int code) {
    byte[] frame = {(byte) unit, (byte) (function | EXCEPTION_BIT), (byte) code, 0, 0};
    Crc16.seal(frame, 3);
    return frame;
  }
}
