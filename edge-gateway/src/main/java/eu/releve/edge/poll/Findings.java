package eu.releve.edge.poll;

import eu.releve.edge.link.Reply;
import java.util.Optional;

/** What one poll of a meter found: the worst of its replies decides. */
final class Findings {
  private Condition condition = Condition.ANSWERS;
  private String detail = "";
  private boolean answer;
  private boolean failed;
  private int silences;
  private boolean unreachable;
  private int refusedWithoutAnswer;

  void note(Reply reply) {
    failed |= !(reply instanceof Reply.Answered || reply instanceof Reply.Refused);
    switch (reply) {
      case Reply.Answered answered -> answer = true;
      case Reply.Refused refused -> note(Condition.REFUSES, refused.reason());
      case Reply.Nonsense nonsense -> noteNonsense(nonsense.reason());
      case Reply.Collided collided -> note(Condition.COLLIDES, collided.reason());
      case Reply.Silent silent -> {
        silences++;
        note(Condition.SILENT, "no answer within " + silent.waitedMillis() + " ms");
      }
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

  /** Whether it has answered something and was silent once. */
  boolean isMuteInPart() {
    return answer && silences == 1;
  }

  /** How the poll failed; nothing when it went as it should, whatever was said. */
  Optional<Schedule.Failure> failure() {
    if (answer && !failed) {
      return Optional.empty();
    }
    boolean dead = !answer && condition == Condition.SILENT;
    return Optional.of(dead ? Schedule.Failure.SILENT : Schedule.Failure.WRONG);
  }

  /** Whether a request was never sent because there is no connection. */
  boolean isUnreachable() {
    return unreachable;
  }
}
