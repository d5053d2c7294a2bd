package eu.releve.cloud.process;

import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Rule;
import eu.releve.cloud.validate.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What rules said of days, as far as it is kept: of a clean day nothing is. */
final class Verdicts {
  private final List<Remark.Day> days = new ArrayList<>();

  void add(Optional<Integer> point, String about, Rule rule, LocalDate day, Verdict verdict) {
    Remark.Subject subject = new Remark.Subject(point, about, rule);
    switch (verdict) {
      case Verdict.Silent silent -> {
        if (silent == Verdict.Silent.UNKNOWN) {
          days.add(new Remark.Day(subject, day, Optional.empty()));
        }
      }
      case Verdict.Breach breach -> days.add(new Remark.Day(subject, day, Optional.of(breach)));
    }
  }

  List<Remark.Day> days() {
    return List.copyOf(days);
  }
}
