package eu.releve.edge.simulate;

import eu.releve.edge.serial.Capture.Direction;
import eu.releve.edge.serial.CapturedFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was said on a line, to be said again: each request gets what followed it in the capture, one
 * after the other, then from the beginning again.
 */
public final class Recording {
  /** By request: what followed, and how often it was asked. */
  private final Map<String, Turns> turns = new HashMap<>();

  private static final class Turns {
    private final List<byte[]> answers = new ArrayList<>();
    private int asked;
  }

  /** A recording of those frames, in their order. */
  public Recording(List<CapturedFrame> frames) {
    Optional<Turns> asked = Optional.empty();
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    for (CapturedFrame frame : frames) {
      if (frame.direction() == Direction.SENT) {
        keep(asked, heard);
        asked = Optional.of(turns.computeIfAbsent(key(frame.bytes()), request -> new Turns()));
      } else {
        heard.writeBytes(frame.bytes());
      }
    }
    keep(asked, heard);
  }

  /**
   * The recording in a file that a gateway has captured.
   *
   * @throws IOException when it is none.
   */
  public static Recording load(Path file) throws IOException {
    return new Recording(CapturedFrame.read(file));
  }

  private static void keep(Optional<Turns> asked, ByteArrayOutputStream heard) {
    asked.ifPresent(turns -> turns.answers.add(heard.toByteArray()));
    heard.reset();
  }

  private static String key(byte[] request) {
    return HexFormat.of().formatHex(request);
  }

  /** What followed this request; nothing when that was silence, or when it was never asked. */
  public synchronized Optional<byte[]> answer(byte[] request) {
    Turns its = turns.get(key(request));
    if (its == null) {
      return Optional.empty();
    }
    byte[] answer = its.answers.get(its.asked++ % its.answers.size());
    return answer.length == 0 ? Optional.empty() : Optional.of(answer);
  }
}
