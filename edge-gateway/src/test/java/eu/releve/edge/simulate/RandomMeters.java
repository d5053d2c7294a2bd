package eu.releve.edge.simulate;

import eu.releve.edge.link.MbusMask;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Meters as searches meet them. */
public final class RandomMeters {
  private static final String[] MAKERS = {"2D2C0107", "77041407", "A5110206", "C5147004"};

  private RandomMeters() {}

  /** So many meters with different random decimal identifications, telegrams of 120 characters. */
  public static List<GivenMeter> decimal(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> identifications = new LinkedHashSet<>();
    while (identifications.size() < count) {
      identifications.add("%08d".formatted(random.nextInt(100_000_000)));
    }
    return meters(identifications.stream().toList(), random);
  }

  /**
   * 125 pairs that differ in one late digit, a tenth of the digits hexadecimal (A to E), and two
   * meters of different makers with one identification.
   */
  public static List<GivenMeter> adversarial(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> identifications = new LinkedHashSet<>();
    while (identifications.size() < 250) {
      StringBuilder one = new StringBuilder(8);
      for (int i = 0; i < 8; i++) {
        one.append(digit(random));
      }
      int place = 5 + random.nextInt(3);
      StringBuilder other = new StringBuilder(one);
      while (other.charAt(place) == one.charAt(place)) {
        other.setCharAt(place, digit(random));
      }
      if (!identifications.contains(one.toString())
          && !identifications.contains(other.toString())) {
        identifications.add(one.toString());
        identifications.add(other.toString());
      }
    }
    List<GivenMeter> meters = meters(identifications.stream().toList(), random);
    String twin = MbusMask.of(meters.getFirst().frames().getFirst()).orElseThrow().nibbles();
    String maker = twin.endsWith(MAKERS[0]) ? MAKERS[1] : MAKERS[0];
    MbusMask identity = new MbusMask(twin.substring(0, 8) + maker);
    meters.set(meters.size() - 1, GivenMeter.of(identity, 0, 1, 120));
    return meters;
  }

  private static char digit(SplittableRandom random) {
    int value = random.nextInt(10) == 0 ? 10 + random.nextInt(5) : random.nextInt(10);
    return Character.toUpperCase(Character.forDigit(value, 16));
  }

  private static List<GivenMeter> meters(List<String> identifications, SplittableRandom random) {
    List<GivenMeter> meters = new ArrayList<>();
    for (String identification : identifications) {
      MbusMask identity = new MbusMask(identification + MAKERS[random.nextInt(MAKERS.length)]);
      meters.add(GivenMeter.of(identity, 0, random.nextInt(1_000_000), 120));
    }
    return meters;
  }
}
