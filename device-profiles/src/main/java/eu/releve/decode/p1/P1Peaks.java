package eu.releve.decode.p1;

import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.RegisterName.Extreme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The highest quarter-hours of months, by which Belgian networks charge (eMUCS P1 1.7, 1.6.0 and
 * 98.1.0), each with the instant at which it was reached.
 */
final class P1Peaks {
  static final String OF_THIS_MONTH = "1-0:1.6.0";
  static final String OF_MONTHS = "0-0:98.1.0";

  private static final int MONTHS_MAX = 13;

  /** Their number, and twice the code of what is listed. */
  private static final int HEAD = 3;

  private static final int EACH = 3;

  private P1Peaks() {}

  /**
   * The value with its timestamp; unavailable without a valid one: it is no peak of zero.
   *
   * @return nothing where there is no number at all.
   */
  static Optional<Stated> ofThisMonth(CosemObject object) {
    return object
        .number(1)
        .map(number -> peak(0, number, P1Stamp.parse(object.values().getFirst())));
  }

  /**
   * The months that have ended, the last one as storage 1, whatever their order in the telegram.
   *
   * @return one refused register where the list is not as long as it says.
   */
  static List<Stated> ofMonths(CosemObject list) {
    List<String> values = list.values();
    int months = (values.size() - HEAD) / EACH;
    if (values.size() < HEAD
        || (values.size() - HEAD) % EACH != 0
        || months > MONTHS_MAX
        || !values.getFirst().matches("0*" + months)) {
      String reason =
          "a list that says %s has %d values".formatted(values.getFirst(), values.size());
      return List.of(P1Values.without(name(1), new Outcome.Refused(reason)));
    }
    List<Month> ended = new ArrayList<>();
    for (int at = HEAD; at < values.size(); at += EACH) {
      Optional<Instant> end = P1Stamp.parse(values.get(at));
      Optional<CosemObject.Figure> number = list.number(at + 2);
      if (end.isPresent() && number.isPresent()) {
        ended.add(new Month(end.get(), P1Stamp.parse(values.get(at + 1)), number.get()));
      }
    }
    ended.sort(Comparator.comparing(Month::end).reversed());
    List<Stated> peaks = new ArrayList<>();
    for (int i = 0; i < ended.size(); i++) {
      peaks.add(peak(i + 1, ended.get(i).peak(), ended.get(i).at()));
    }
    return peaks;
  }

  private record Month(Instant end, Optional<Instant> at, CosemObject.Figure peak) {}

  private static Stated peak(int storage, CosemObject.Figure number, Optional<Instant> at) {
    Stated stated = P1Values.stated(name(storage), number, at);
    return at.isPresent()
        ? stated
        : new Stated(stated.name(), stated.unit(), stated.resolution(), Outcome.UNAVAILABLE, at);
  }

  private static RegisterName name(int storage) {
    return new RegisterName(Quantity.ACTIVE_POWER_DEMAND, Extreme.MAX, Phase.ALL, 0, storage, 0);
  }
}
