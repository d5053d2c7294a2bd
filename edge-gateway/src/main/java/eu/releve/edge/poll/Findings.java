package eu.releve.edge.poll;

import eu.releve.edge.link.Reply;

/** What one poll of a meter found: the worst of its replies decides. */
final class Findings {
  private Condition condition = Condition.ANSWERS;
  private String detail = "";
  private boolean answer;
  private boolean unreachable;
  private int refusedWithoutAnswer;

  void note(Reply reply) {
    switch (reply) {
      case Reply.Answered answered -> answer = true;
      case Reply.Refused refused -> note(Condition.REFUSES, "exception " + refused.exceptionCode());
      case Reply.Nonsense nonsense -> noteNonsense(nonsense.reason());
      case Reply.Collided collided -> note(Condition.COLLIDES, collided.reason());
      case Reply.Silent silent ->
          note(Condition.SILENT, "no answer within " + silent.waitedMillis() + " ms");
      case Reply.Cut cut -> note(Condition.BUS_DOWN, cut.reason());
      case Reply.Unreachable gone -> {
        unreachable = true;
        note(Condition.BUS_DOWN, gone.reason());
      }
    }
  }

  /** A refusal that is no fault unless it is all that the meter says. */
  void noteUnlessAnswered(Reply.Refused refused) {
    refusedWithoutAnswer = refused.exceptionCode();
  }

  /** To be called when all is noted. */
  void end() {
    if (!answer && refusedWithoutAnswer > 0) {
      note(new Reply.Refused(refusedWithoutAnswer));
    }
  }

  void noteNonsense(String reason) {
    note(Condition.NONSENSE, reason);
  }

  /** Conditions are declared from good to bad. */
  private void note(Condition found, String why) {
    if (found.compareTo(condition) > 0) {
      condition = found;
      detail = why;
    }
  }

  Condition condition() {
    return condition;
  }

  String detail() {
    return detail;
  }

  boolean hasAnswer() {
    return answer;
  }

  /** Whether a request was never sent because there is no connection. */
  boolean isUnreachable() {
    return unreachable;
  }
}
