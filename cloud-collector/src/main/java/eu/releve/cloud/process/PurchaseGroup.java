package eu.releve.cloud.process;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.purpose.Purpose;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Total and load curve of households that buy energy together, told only when no single household
 * can be read out of it.
 */
public final class PurchaseGroup {
  /** Changes whenever the same input gives another result. */
  public static final String VERSION = "purchase-group-4";

  /** Fewer households than this are never told: "more than ten". */
  public static final int HOUSEHOLDS_MIN = Purpose.PURCHASE_GROUP.householdsMin();

  /** A household with a larger part of the whole, in percent, could be read out of it. */
  public static final int SHARE_MAX_PERCENT = 15;

  /** Two sheets whose members differ in fewer households would tell one by their difference. */
  public static final int CHANGES_MIN = 3;

  private PurchaseGroup() {}

  /**
   * One household's energy per quarter-hour.
   *
   * @param lot whose, for nobody but this computation.
   * @param wattHours one value a quarter-hour, the same quarter-hours for all members.
   */
  public record Member(int lot, long[] wattHours) {
    public Member {
      wattHours = wattHours.clone();
    }

    long total() {
      return Arrays.stream(wattHours).sum();
    }
  }

  /** What may be told of a group. */
  public sealed interface Sheet {
    /**
     * The group's figures.
     *
     * @param households how many.
     * @param totalWh all their energy.
     * @param curveWh their energy per quarter-hour; empty when it is withheld.
     * @param loadFactor mean / maximum of the curve, three decimals.
     * @param beside how many dwellings of one of its buildings were measured and are not in it,
     *     when those are so few that the building's curve without the group's would be theirs: then
     *     the curve is withheld; 0 otherwise.
     */
    record Told(int households, long totalWh, List<Long> curveWh, BigDecimal loadFactor, int beside)
        implements Sheet {
      public Told {
        curveWh = List.copyOf(curveWh);
        require(beside == 0 || curveWh.isEmpty(), "a curve beside %d dwellings", beside);
      }

      /** With its curve. */
      public Told(int households, long totalWh, List<Long> curveWh, BigDecimal loadFactor) {
        this(households, totalWh, curveWh, loadFactor, 0);
      }

      /** The same without the curve, which so few others in a building would be told by. */
      public Told withoutCurve(int others) {
        return new Told(households, totalWh, List.of(), loadFactor, others);
      }
    }

    /**
     * Nothing, and why.
     *
     * @param reason which rule withholds it.
     * @param found what was found.
     * @param wanted what the rule wants.
     * @param consented how many households agreed to the whole month.
     */
    record Withheld(Reason reason, int found, int wanted, int consented) implements Sheet {}
  }

  /** Why a group's figures are withheld. */
  public enum Reason {
    /** Too few agreed. */
    TOO_FEW_HOUSEHOLDS,
    /** Enough agreed, and too few of them were measured through the month. */
    TOO_FEW_MEASURED,
    ONE_HOUSEHOLD_TOO_LARGE,
    NO_ENERGY,
    /** Too few joined or left since a month that was told, and too few stay without them. */
    TOO_FEW_CHANGES
  }

  /**
   * The group's sheet.
   *
   * @param members the households that were measured.
   * @param consented how many agreed to the whole month, measured or not.
   * @throws IllegalArgumentException when members have curves of different lengths.
   */
  public static Sheet sheet(List<Member> members, int consented) {
    if (consented < HOUSEHOLDS_MIN) {
      return new Sheet.Withheld(Reason.TOO_FEW_HOUSEHOLDS, consented, HOUSEHOLDS_MIN, consented);
    }
    if (members.size() < HOUSEHOLDS_MIN) {
      return new Sheet.Withheld(Reason.TOO_FEW_MEASURED, members.size(), HOUSEHOLDS_MIN, consented);
    }
    long total = members.stream().mapToLong(Member::total).sum();
    if (total <= 0) {
      return new Sheet.Withheld(Reason.NO_ENERGY, 0, 1, consented);
    }
    long largest = members.stream().mapToLong(Member::total).max().orElse(0);
    int percent = Math.toIntExact((largest * 100 + total - 1) / total);
    if (percent > SHARE_MAX_PERCENT) {
      return new Sheet.Withheld(
          Reason.ONE_HOUSEHOLD_TOO_LARGE, percent, SHARE_MAX_PERCENT, consented);
    }
    List<Long> curve = curve(members);
    return new Sheet.Told(members.size(), total, curve, loadFactor(total, curve));
  }

  /**
   * Those of the members whose sum may be told beside that of others: nobody joined or left, or at
   * least three did. Who joins alone waits for others; who leaves alone takes others along, those
   * of the highest keys.
   *
   * @param told of whom the other sheet is the sum.
   */
  static SortedSet<Integer> beside(Set<Integer> told, Set<Integer> members) {
    SortedSet<Integer> kept = new TreeSet<>(members);
    if (isApart(told, members)) {
      return kept;
    }
    kept.retainAll(told);
    int left = told.size() - kept.size();
    for (int gone = left; left > 0 && gone < CHANGES_MIN && !kept.isEmpty(); gone++) {
      kept.removeLast();
    }
    return kept;
  }

  /** Whether the difference of the two sums tells nothing of a household. */
  static boolean isApart(Set<Integer> told, Set<Integer> members) {
    int changes = changes(told, members);
    return changes == 0 || changes >= CHANGES_MIN;
  }

  /** How many are in one of the two alone. */
  static int changes(Set<Integer> told, Set<Integer> members) {
    long both = members.stream().filter(told::contains).count();
    return Math.toIntExact(told.size() + members.size() - 2 * both);
  }

  private static List<Long> curve(List<Member> members) {
    long[] sum = new long[members.getFirst().wattHours.length];
    for (Member member : members) {
      require(
          member.wattHours.length == sum.length,
          "member %d has %d quarter-hours, wanted %d",
          member.lot,
          member.wattHours.length,
          sum.length);
      Arrays.setAll(sum, quarter -> sum[quarter] + member.wattHours[quarter]);
    }
    return Arrays.stream(sum).boxed().toList();
  }

  private static BigDecimal loadFactor(long total, List<Long> curve) {
    long peak = curve.stream().mapToLong(value -> value).max().orElse(1);
    return BigDecimal.valueOf(total)
        .divide(BigDecimal.valueOf(peak * curve.size()), 3, RoundingMode.HALF_EVEN);
  }
}
