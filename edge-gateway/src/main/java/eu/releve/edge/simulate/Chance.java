package eu.releve.edge.simulate;

import java.time.LocalDate;
import java.util.Random;

/**
 * Where the simulator's accidents come from: the same seed and name give the same ones, in any
 * order of asking and on any Java.
 */
record Chance(long seed) {
  /** The accidents of one thing, independent of any other's. */
  Chance of(String name) {
    return new Chance(mix(seed ^ hash(name)));
  }

  /** One day's accidents; {@link Random} because its sequence is part of its specification. */
  Random on(LocalDate day) {
    return new Random(mix(seed + day.toEpochDay() * 0x9E3779B97F4A7C15L));
  }

  /** One accident for ever, 0 (included) to 1 (excluded). */
  double share() {
    return (mix(seed) >>> 11) * 0x1.0p-53;
  }

  /** One accident of a number, 0 (included) to 1 (excluded). */
  double share(long number) {
    return (mix(mix(seed) ^ number * 0x9E3779B97F4A7C15L) >>> 11) * 0x1.0p-53;
  }

  /** A number that differs between names (FNV-1a, mixed). */
  static long hash(String name) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long value) {
    long first = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    long second = (first ^ first >>> 27) * 0x94D049BB133111EBL;
    return second ^ second >>> 31;
  }
}
