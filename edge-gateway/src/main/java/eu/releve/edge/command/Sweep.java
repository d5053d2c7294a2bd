package eu.releve.edge.command;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The settings with which a serial line is scanned, the most usual first.
 *
 * @param bauds only these; all usual ones when none is said.
 * @param parities only these.
 * @param stops only these.
 * @param rare whether rare ones are tried too.
 */
record Sweep(List<Integer> bauds, List<Parity> parities, List<Integer> stops, boolean rare) {
  private static final List<Integer> USUAL_BAUDS =
      List.of(9_600, 19_200, 38_400, 2_400, 4_800, 115_200);
  private static final List<Integer> RARE_BAUDS = List.of(57_600, 1_200);

  /** One step down this list weighs as much as two down that of speeds. */
  private static final List<Frame> FRAMES =
      List.of(
          new Frame(Parity.NONE, 1),
          new Frame(Parity.EVEN, 1),
          new Frame(Parity.NONE, 2),
          new Frame(Parity.ODD, 1),
          new Frame(Parity.EVEN, 2),
          new Frame(Parity.ODD, 2));

  private static final int USUAL_FRAMES = 2;
  private static final int RARE_FRAMES = 4;

  private record Frame(Parity parity, int stop) {}

  private record Ranked(LineSettings settings, int rank) {}

  Sweep {
    bauds = List.copyOf(bauds);
    parities = List.copyOf(parities);
    stops = List.copyOf(stops);
  }

  /** All of them; at least one. */
  List<LineSettings> all() {
    List<Integer> speeds = new ArrayList<>(bauds.isEmpty() ? USUAL_BAUDS : bauds);
    if (bauds.isEmpty() && rare) {
      speeds.addAll(RARE_BAUDS);
    }
    List<Frame> frames = frames();
    List<Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < speeds.size(); i++) {
      for (int j = 0; j < frames.size(); j++) {
        Frame frame = frames.get(j);
        ranked.add(
            new Ranked(new LineSettings(speeds.get(i), frame.parity(), frame.stop()), i + 2 * j));
      }
    }
    ranked.sort(Comparator.comparingInt(Ranked::rank));
    return ranked.stream().map(Ranked::settings).toList();
  }

  private List<Frame> frames() {
    if (parities.isEmpty() && stops.isEmpty()) {
      return FRAMES.subList(0, rare ? RARE_FRAMES : USUAL_FRAMES);
    }
    List<Frame> frames =
        FRAMES.stream()
            .filter(frame -> parities.isEmpty() || parities.contains(frame.parity()))
            .filter(frame -> stops.isEmpty() ? frame.stop() == 1 : stops.contains(frame.stop()))
            .toList();
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("--stop: wanted 1 or 2, found " + stops);
    }
    return frames;
  }
}
