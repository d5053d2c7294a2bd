package eu.releve.edge.simulate;

import java.time.DayOfWeek;
import java.time.LocalDate;

/** How electricity is used in a condominium; rates in mW. */
final class Electricity {
  private static final long WATT = 1_000;

  private Electricity() {}

  /**
   * A flat of one to four people: standby, a fridge that cycles, kettle and stove, light and
   * television in the evening, the washing machine every third day; 4 to 10 kWh a day.
   */
  static LoadCurve flat(Chance chance) {
    double size = 0.6 + 0.8 * chance.of("size").share();
    long standby = Math.round((35 + 50 * chance.of("standby").share()) * WATT);
    return day -> {
      DayPlan plan = new DayPlan(chance.on(day), standby);
      double compressor = plan.between(0, 40) / 60.0;
      for (double hour = compressor; hour < 23.5; hour += 0.95) {
        plan.always(hour, hour + 0.33, 90 * WATT);
      }
      boolean atHome = isWeekend(day) || plan.happens(0.3);
      plan.several(plan.between(1, 3), 6.3, 9.0, 150, 260, 2_000 * WATT)
          .once(18.2, 20.2, plan.between(1_500, 3_200), Math.round(1_300 * size) * WATT)
          .once(17.0, 19.0, plan.between(9_000, 17_000), Math.round(170 * size) * WATT);
      if (atHome) {
        plan.once(11.5, 13.0, plan.between(1_000, 2_400), Math.round(1_200 * size) * WATT)
            .once(9.0, 14.0, plan.between(5_000, 12_000), Math.round(110 * size) * WATT);
      }
      if (plan.happens(0.35 * size)) {
        plan.once(8.0, 20.5, 1_200, 2_000 * WATT).once(8.5, 21.0, 3_900, 260 * WATT);
      }
      if (plan.happens(0.45)) {
        plan.once(20.0, 22.4, 1_500, 1_750 * WATT);
      }
      if (plan.happens(0.4)) {
        plan.once(22.3, 23.6, plan.between(240, 480), 1_500 * WATT);
      }
      return plan.steps();
    };
  }

  /** A lift: its controller and light all day, and some seconds of motor for each trip. */
  static LoadCurve lift(Chance chance) {
    return day -> {
      DayPlan plan = new DayPlan(chance.on(day), 75 * WATT);
      int people = isWeekend(day) ? 30 : 42;
      return plan.several(plan.between(people - 8, people), 7.0, 9.2, 8, 26, 5_500 * WATT)
          .several(plan.between(people - 8, people + 8), 9.2, 16.5, 8, 26, 5_500 * WATT)
          .several(plan.between(people, people + 16), 16.5, 20.0, 8, 26, 5_500 * WATT)
          .several(plan.between(8, 20), 20.0, 23.9, 8, 26, 5_500 * WATT)
          .several(plan.between(0, 4), 0.0, 6.5, 8, 26, 5_500 * WATT)
          .steps();
    };
  }

  /** Fans that never stop: full in the daytime, reduced at night. */
  static LoadCurve ventilation(Chance chance) {
    return day -> new DayPlan(chance.on(day), 240 * WATT).always(6.0, 22.5, 190 * WATT).steps();
  }

  /** Stairs, cellar and car park: a base, evening light, and lamps on motion sensors. */
  static LoadCurve commonParts(Chance chance) {
    return day -> {
      DayPlan plan = new DayPlan(chance.on(day), 110 * WATT);
      return plan.always(0.0, 6.8, 90 * WATT)
          .always(17.5, 23.9, 160 * WATT)
          .several(plan.between(90, 140), 5.8, 23.7, 120, 240, 120 * WATT)
          .steps();
    };
  }

  /**
   * A heat pump for a dozen flats: its compressor runs at one power, for the longer a part of each
   * half-hour the colder it is outside, and hardly at all above 16 degrees.
   */
  static LoadCurve heatPump(Chance chance, Weather weather) {
    return day -> {
      DayPlan plan = new DayPlan(chance.on(day), 60 * WATT);
      for (int half = 0; half < 48; half++) {
        long outdoor = weather.outdoorMilliCelsius(day, half / 2.0);
        double duty = Math.clamp((16_000 - outdoor) / 24_000.0 + 0.04, 0.0, 1.0);
        double start = half / 2.0;
        plan.always(start, start + Math.round(duty * 1_800) / 3_600.0, 7_200 * WATT);
      }
      return plan.steps();
    };
  }

  /** What a roof of 12 kWp gives, by the sun's height and the clouds; a positive rate. */
  static LoadCurve solar(Weather weather) {
    return day -> {
      DayPlan plan = new DayPlan(weather.chance().on(day), 0);
      for (int slot = 0; slot < 288; slot++) {
        double hour = slot / 12.0;
        // Local clocks run about an hour ahead of the sun, two in summer: half of that is enough.
        double height = weather.sunHeight(day, hour - 1.3);
        if (height > 0.03) {
          double share = height * (0.75 + 0.15 * height) * weather.clearness(day, slot);
          plan.always(hour, hour + 1 / 12.0, Math.round(12_000 * share) * WATT);
        }
      }
      return plan.steps();
    };
  }

  private static boolean isWeekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }
}
