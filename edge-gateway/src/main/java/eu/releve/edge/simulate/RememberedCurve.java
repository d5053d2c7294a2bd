package eu.releve.edge.simulate;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the last few days of a curve, which its own meter and the meters above it all ask for. */
final class RememberedCurve implements LoadCurve {
  private static final int DAYS_MAX = 4;

  private final LoadCurve curve;
  private final Map<LocalDate, Steps> days = new LinkedHashMap<>();

  RememberedCurve(LoadCurve curve) {
    this.curve = curve;
  }

  @Override
  public synchronized Steps on(LocalDate day) {
    Steps known = days.get(day);
    if (known != null) {
      return known;
    }
    if (days.size() >= DAYS_MAX) {
      days.remove(days.keySet().iterator().next());
    }
    Steps made = curve.on(day);
    days.put(day, made);
    return made;
  }
}
