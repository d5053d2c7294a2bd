package eu.releve.decode.sunspec;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The models whose values we read, by number; the file beside this class says where they are. */
final class Models {
  private static final Map<Integer, List<Point>> POINTS = read();

  private Models() {}

  /** The values of that model; none of one that does not measure, or that we do not know. */
  static List<Point> points(int model) {
    return POINTS.getOrDefault(model, List.of());
  }

  /** How many words the model has after its header, as far as we read them. */
  static int words(int model) {
    return points(model).stream()
            .mapToInt(
                point ->
                    Math.max(
                        point.offset() + point.type().type().words(),
                        point.exponentOffset().orElse(0) + 1))
            .max()
            .orElse(2)
        - 2;
  }

  /** 1, 2 or 3: the last figure of a model's number; 4 is three phases without a neutral. */
  static int phases(int model) {
    return Math.min(model % 10, 3);
  }

  private static Map<Integer, List<Point>> read() {
    Map<Integer, List<Point>> models = new HashMap<>();
    List<Integer> numbers = List.of();
    for (String line : text().lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("models ")) {
        numbers = new ArrayList<>();
        for (String number : line.substring("models ".length()).split(" ", -1)) {
          numbers.add(Integer.valueOf(number));
        }
        numbers.forEach(number -> models.put(number, new ArrayList<>()));
      } else {
        Point point = point(line);
        for (int number : numbers) {
          models.getOrDefault(number, new ArrayList<>()).add(point);
        }
      }
    }
    models.replaceAll((number, points) -> List.copyOf(points));
    return Map.copyOf(models);
  }

  private static Point point(String line) {
    String[] words = line.substring(1).strip().split(" +", -1);
    return new Point(
        line.startsWith("*"),
        Integer.parseInt(words[0]),
        PointType.valueOf(words[1].toUpperCase(Locale.ROOT)),
        words[2].equals("-") ? Optional.empty() : Optional.of(Integer.valueOf(words[2])),
        Unit.of(words[3]).orElseThrow(),
        RegisterName.parse(words[4]),
        words.length > 5);
  }

  private static String text() {
    try (InputStream in = Models.class.getResourceAsStream("models")) {
      if (in == null) {
        throw new IllegalStateException("resource models is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
