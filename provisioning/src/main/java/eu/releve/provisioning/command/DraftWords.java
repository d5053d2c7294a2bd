package eu.releve.provisioning.command;

import eu.releve.provisioning.draft.Drafting;
import eu.releve.provisioning.draft.RowProblem;

/** Tells what is wrong with rows, and what should be looked at. */
final class DraftWords {
  private final Surroundings around;

  DraftWords(Surroundings around) {
    this.around = around;
  }

  String text(RowProblem problem) {
    String what = around.text("row." + problem.what().id(), problem.words().toArray());
    if (problem.row() == 0) {
      return problem.column() + ": " + what;
    }
    return problem.column().isEmpty()
        ? around.text("row", Integer.toString(problem.row()), what)
        : around.text("row.column", Integer.toString(problem.row()), problem.column(), what);
  }

  String text(Drafting.Notice notice) {
    return around.text(
        "row",
        Integer.toString(notice.row()),
        around.text("notice." + notice.what(), notice.words().toArray()));
  }
}
