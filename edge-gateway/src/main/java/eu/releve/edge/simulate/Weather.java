package eu.releve.edge.simulate;

import java.time.LocalDate;

/** The weather over the building: a temperate climate between Brussels and Geneva. */
record Weather(Chance chance) {
  private static final double LATITUDE_RADIANS = StrictMath.toRadians(50.0);

  /** Outdoor temperature in milli-degrees, by hour of local standard time. */
  long outdoorMilliCelsius(LocalDate day, double hour) {
    double season = -8.2 * StrictMath.cos(2 * StrictMath.PI * (day.getDayOfYear() - 20) / 365.25);
    double ofDay = -3.2 * StrictMath.cos(2 * StrictMath.PI * (hour - 3.5) / 24);
    double passed = hour / 24;
    double front = spell(day) * (1 - passed) + spell(day.plusDays(1)) * passed;
    return StrictMath.round(1_000 * (10.8 + season + ofDay + front));
  }

  /** How much of the sun comes through, 0 to 1, for one five-minute slot of a day. */
  double clearness(LocalDate day, int slot) {
    double ofDay = 0.25 + 0.75 * chance.of("sky").share(day.toEpochDay());
    double cloud = chance.of("cloud").share(day.toEpochDay() * 288 + slot / 3);
    return ofDay > 0.8 ? ofDay : ofDay * (0.55 + 0.45 * cloud);
  }

  /** The sine of the sun's height, by hour of local solar time; below zero at night. */
  double sunHeight(LocalDate day, double solarHour) {
    double declination =
        StrictMath.toRadians(-23.44)
            * StrictMath.cos(2 * StrictMath.PI * (day.getDayOfYear() + 10) / 365.25);
    double hourAngle = StrictMath.toRadians(15 * (solarHour - 12));
    return StrictMath.sin(LATITUDE_RADIANS) * StrictMath.sin(declination)
        + StrictMath.cos(LATITUDE_RADIANS)
            * StrictMath.cos(declination)
            * StrictMath.cos(hourAngle);
  }

  /** Warm and cold spells of some days: -4 to 4 degrees. */
  private double spell(LocalDate day) {
    double sum = 0;
    for (int back = 0; back < 4; back++) {
      sum += chance.of("spell").share(day.toEpochDay() - back) - 0.5;
    }
    return 2 * sum;
  }
}
