package eu.releve.edge.simulate;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An M-Bus meter on a line. */
final class MbusStation implements Station {
  private final MbusSlave slave;
  private final LineSettings settings;
  private final Duration delay;

  /**
   * Hangs a meter on a line.
   *
   * @param delay from the end of a request to the start of the answer.
   */
  MbusStation(MbusVoice voice, LineSettings settings, Duration delay, FrameCounting counting) {
    this.slave = new MbusSlave(voice, counting);
    this.settings = settings;
    this.delay = delay;
  }

  @Override
  public LineSettings settings() {
    return settings;
  }

  @Override
  public List<Speech> hears(byte[] bytes) {
    try {
      Optional<MbusRequest> request = MbusRequest.of(bytes);
      Optional<byte[]> answer =
          request.isPresent() ? slave.answer(request.get()) : Optional.empty();
      return answer.filter(said -> said.length > 0).map(said -> new Speech(delay, said)).stream()
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
