package eu.releve.cloud.validate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Days on end of which a rule says the same: one thing to look at, however long it lasts.
 *
 * @param subject of what.
 * @param since the first day that shows it.
 * @param last the last day that shows it.
 * @param cleanOn the first day that is known to be clean again; nothing while it goes on.
 * @param days how many days show it; of those between, too little is known.
 * @param shown what was measured on the last one.
 */
public record Remark(
    Subject subject,
    LocalDate since,
    LocalDate last,
    Optional<LocalDate> cleanOn,
    int days,
    Verdict.Breach shown) {
  /**
   * What a rule looks at.
   *
   * @param point its key; nothing for the building as a whole.
   * @param about a quantity or the name of a register.
   */
  public record Subject(Optional<Integer> point, String about, Rule rule) {}

  /**
   * What a rule said of a day.
   *
   * @param breach nothing where too little is known of the day.
   */
  public record Day(Subject subject, LocalDate day, Optional<Verdict.Breach> breach) {}

  /** Whether it goes on. */
  public boolean isOngoing() {
    return cleanOn.isEmpty();
  }

  /**
   * The remarks that the days of one subject make: a day that is not among them is clean.
   *
   * @param days of one subject.
   * @param through the last day that was judged.
   */
  static List<Remark> of(List<Day> days, LocalDate through) {
    List<Remark> remarks = new ArrayList<>();
    List<Day> open = new ArrayList<>();
    for (Day day : days.stream().sorted(Comparator.comparing(Day::day)).toList()) {
      boolean follows =
          !open.isEmpty()
              && (day.subject().rule().isLasting()
                  || open.getLast().day().plusDays(1).equals(day.day()));
      if (!follows) {
        close(open, through).ifPresent(remarks::add);
        open.clear();
      }
      if (day.breach().isPresent() || !open.isEmpty()) {
        open.add(day);
      }
    }
    close(open, through).ifPresent(remarks::add);
    return remarks;
  }

  private static Optional<Remark> close(List<Day> open, LocalDate through) {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    List<Day> shown = open.stream().filter(day -> day.breach().isPresent()).toList();
    LocalDate next = open.getLast().day().plusDays(1);
    boolean over = !open.getFirst().subject().rule().isLasting() && !next.isAfter(through);
    return Optional.of(
        new Remark(
            open.getFirst().subject(),
            open.getFirst().day(),
            shown.getLast().day(),
            over ? Optional.of(next) : Optional.empty(),
            shown.size(),
            shown.getLast().breach().orElseThrow()));
  }
}
