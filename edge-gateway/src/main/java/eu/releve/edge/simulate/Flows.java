package eu.releve.edge.simulate;

/** How water and heat are used in a condominium; water in mL/h, heat in mW. */
final class Flows {
  private static final long LITRE_PER_HOUR = 1_000;
  private static final long WATT = 1_000;

  private Flows() {}

  /**
   * Cold water of a flat, draw by draw: flushes, taps, showers early and late, a washing machine;
   * nothing at all for most of the night.
   */
  static LoadCurve coldWater(Chance chance) {
    int people = 1 + (int) (3 * chance.of("people").share());
    return day -> {
      DayPlan plan = new DayPlan(chance.on(day), 0);
      plan.several(plan.between(3, 5) * people, 6.2, 23.4, 55, 65, 380 * LITRE_PER_HOUR)
          .several(plan.between(8, 12) * people, 6.3, 23.5, 8, 40, 300 * LITRE_PER_HOUR)
          .several(plan.between(0, people), 6.4, 8.6, 200, 420, 260 * LITRE_PER_HOUR)
          .several(plan.between(0, 1), 22.2, 23.6, 240, 480, 260 * LITRE_PER_HOUR);
      if (plan.happens(0.35)) {
        plan.several(3, 8.0, 20.0, 110, 130, 500 * LITRE_PER_HOUR);
      }
      if (plan.happens(0.4)) {
        plan.once(0.2, 5.8, 60, 380 * LITRE_PER_HOUR);
      }
      return plan.steps();
    };
  }

  /** Hot water of a flat: showers early and late, and taps. */
  static LoadCurve hotWater(Chance chance) {
    int people = 1 + (int) (3 * chance.of("people").share());
    return day -> {
      DayPlan plan = new DayPlan(chance.on(day), 0);
      return plan.several(plan.between(1, people), 6.3, 8.7, 180, 420, 420 * LITRE_PER_HOUR)
          .several(plan.between(0, 1), 22.0, 23.6, 180, 480, 420 * LITRE_PER_HOUR)
          .several(plan.between(4, 7) * people, 6.5, 23.0, 10, 50, 240 * LITRE_PER_HOUR)
          .once(18.5, 20.5, plan.between(100, 240), 300 * LITRE_PER_HOUR)
          .steps();
    };
  }

  /**
   * The heating of a flat, by the outdoor temperature; reduced at night, off above 16.5 degrees.
   */
  static LoadCurve heating(Chance chance, Weather weather) {
    double wattsPerKelvin = 70 + 60 * chance.of("walls").share();
    return day -> {
      DayPlan plan = new DayPlan(chance.on(day), 0);
      for (int half = 0; half < 48; half++) {
        double hour = half / 2.0;
        double missing = Math.max(0, 16_500 - weather.outdoorMilliCelsius(day, hour)) / 1_000.0;
        double setback = hour < 6 || hour >= 22.5 ? 0.55 : 1.0;
        double valve = 0.85 + plan.between(0, 30) / 100.0;
        long watts = Math.round(wattsPerKelvin * missing * setback * valve);
        plan.always(hour, hour + 0.5, watts * WATT);
      }
      return plan.steps();
    };
  }

  /** Water that runs out day and night, from its first day on. */
  static LoadCurve leak(Leak leak) {
    return day -> Steps.constant(leak.runsOn(day) ? leak.litresPerHour() * LITRE_PER_HOUR : 0);
  }
}
