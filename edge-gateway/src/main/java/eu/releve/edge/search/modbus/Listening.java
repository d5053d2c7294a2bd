package eu.releve.edge.search.modbus;

import java.io.IOException;
import java.util.Optional;

/**
 * Asks one question as often as it takes to be sure.
 *
 * <p>Never another question while an answer to this may still be on its way: what comes late is
 * heard as more than one answer, and asked again.
 */
final class Listening {
  private static final int GLANCES_MAX = 3;
  private static final int TRIES_MAX = 16;
  private static final int SILENT_MAX = 4;
  private static final int GARBLED_MAX = 5;

  private final Asker asker;

  Listening(Asker asker) {
    this.asker = asker;
  }

  /** What a question comes to. */
  sealed interface Outcome {
    /** Twice in a row the same, and nobody else. */
    record Clear(Answer answer) implements Outcome {}

    /** Again and again no answer: several devices. */
    record Several() implements Outcome {}

    /** Nobody. */
    record Nobody() implements Outcome {}
  }

  /** A quick answer that nothing is claimed from; nothing when there is none. */
  Optional<Answer> glance(Probe probe) throws IOException, InterruptedException {
    for (int i = 0; i < GLANCES_MAX; i++) {
      Answer answer = asker.ask(i == 0 ? probe : probe.with(Probe.Care.LONG));
      if (isAnswer(answer)) {
        return Optional.of(answer);
      }
    }
    return Optional.empty();
  }

  /** An answer that may be claimed: two in a row that are equal. */
  Outcome settle(Probe probe) throws IOException, InterruptedException {
    return settle(probe, true);
  }

  /** The same of something that moves: two in a row that are both data, or both refusals. */
  Outcome steady(Probe probe) throws IOException, InterruptedException {
    return settle(probe, false);
  }

  /** Each time that it was no answer one more in a row is wanted. */
  private Outcome settle(Probe probe, boolean equal) throws IOException, InterruptedException {
    Answer last = new Answer.Silence();
    int row = 0;
    int silent = 0;
    int garbled = 0;
    for (int i = 0; i < TRIES_MAX; i++) {
      boolean doubtful = i > 0 && row == 0;
      Answer answer = asker.ask(probe.with(doubtful ? Probe.Care.LONG : Probe.Care.ALONE));
      int first = isAnswer(answer) ? 1 : 0;
      row = agrees(last, answer, equal) ? row + 1 : first;
      silent += answer instanceof Answer.Silence ? 1 : 0;
      garbled += answer instanceof Answer.Garbled ? 1 : 0;
      last = answer;
      if (row >= 2 + garbled) {
        return new Outcome.Clear(answer);
      }
      if (silent == SILENT_MAX || garbled == GARBLED_MAX) {
        return garbled == GARBLED_MAX ? new Outcome.Several() : new Outcome.Nobody();
      }
    }
    return garbled > silent ? new Outcome.Several() : new Outcome.Nobody();
  }

  private static boolean agrees(Answer before, Answer now, boolean equal) {
    return (!equal && now instanceof Answer.Said)
        ? before instanceof Answer.Said
        : isAnswer(now) && now.equals(before);
  }

  private static boolean isAnswer(Answer answer) {
    return answer instanceof Answer.Said || answer instanceof Answer.Refused;
  }
}
