package eu.releve.edge.command;

import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.search.Answer;
import eu.releve.edge.search.Asker;
import eu.releve.edge.search.Probe;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a search on an M-Bus has been answered, and how it goes on. */
final class ScanFile {
  private static final String SELECTED = Integer.toString(MbusFraming.SELECTED);

  private final AnswerLog log;
  private boolean resumed;

  /** Over the answers that are known, and where others are kept. */
  ScanFile(AnswerLog log) {
    this.log = log;
    this.resumed = log.known() > 0;
  }

  /**
   * Whoever was being asked when it ended is asked again from the beginning: a selection or a frame
   * count bit does not outlive the time that has passed.
   */
  static void forgetLast(List<String> lines) {
    if (lines.size() < 2 || lines.getLast().startsWith("baud ")) {
      return;
    }
    String who = who(lines.getLast());
    boolean first = false;
    while (!first && lines.size() > 1 && who.equals(who(lines.getLast()))) {
      first = !lines.removeLast().startsWith("read ");
    }
  }

  /** The address of a line; that of a selection is 253. */
  private static String who(String line) {
    String[] parts = line.split(" ", -1);
    return line.startsWith("select ") ? SELECTED : parts.length > 1 ? parts[1] : "";
  }

  /** Notes that from here on another line is asked; nothing is asked for it. */
  void line(int baud) throws IOException {
    log.mark("baud " + baud);
  }

  /** Answers from the file as long as it has answers, then asks and writes down. */
  Asker over(Asker live) {
    return probe -> {
      Optional<String> answer = log.remembered(probe.toString());
      if (answer.isPresent()) {
        return Answer.of(answer.get());
      }
      if (resumed) {
        resumed = false;
        // Nobody is amid his telegrams when it goes on.
        Answer unused = live.ask(Probe.Greet.ALL);
      }
      Answer fresh = live.ask(probe);
      log.write(probe.toString(), fresh.toString());
      return fresh;
    };
  }
}
