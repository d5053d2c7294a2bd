package eu.releve.edge.link;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.Heard;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Modbus RTU on any serial line: a port, a level converter over TCP, or a line in memory.
 *
 * <p>An answer counts only if it is alone on the line and has the unit, the function, the length
 * and the checksum of the request's; what came too late is thrown away. A meter that answered its
 * last request is asked once more when nothing, or nonsense, comes back.
 */
public final class ModbusRtuLink implements ModbusLink {
  private final LineOpener opener;
  private final Duration patience;
  private final BootClock clock;
  private final Capture capture;
  private final Attempts attempts;
  private final Debts debts = new Debts();
  private final BitSet lively = new BitSet();

  /** By unit, the last question that it answered. */
  private final Map<Integer, RtuQuery> answers = new HashMap<>();

  private volatile @Nullable Exchange exchange;

  /**
   * A link that opens its line when it is first used.
   *
   * @param opener where the line is.
   * @param patience how long a meter may take to begin its answer.
   * @param clock dates the answers.
   * @param capture is told every frame.
   */
  public ModbusRtuLink(LineOpener opener, Duration patience, BootClock clock, Capture capture) {
    this.opener = opener;
    this.patience = patience;
    this.clock = clock;
    this.capture = capture;
    this.attempts = new Attempts(clock);
  }

  /** The same without a capture. */
  public ModbusRtuLink(LineOpener opener, Duration patience, BootClock clock) {
    this(opener, patience, clock, Capture.NONE);
  }

  /** A line that broke while nobody used it is opened again at once. */
  @Override
  public Reply read(ModbusUnit unit, RegisterRange range) {
    RtuQuery query = new RtuQuery(unit.number(), range);
    boolean stale = exchange != null;
    Reply reply = readOnce(query, unit.pause());
    return stale && reply instanceof Reply.Cut && !attempts.areEnded()
        ? readOnce(query, unit.pause())
        : reply;
  }

  private Reply readOnce(RtuQuery query, Duration pause) {
    Exchange open;
    try {
      open = opened();
    } catch (IOException unreachable) {
      return new Reply.Unreachable(String.valueOf(unreachable.getMessage()));
    }
    Reply reply;
    try {
      reply = ask(open, query, pause);
    } catch (IOException broken) {
      drop();
      return new Reply.Cut(String.valueOf(broken.getMessage()));
    }
    boolean answered = isAnswer(reply);
    if (reply instanceof Reply.Answered) {
      answers.put(query.unit(), query);
    }
    lively.set(query.unit(), answered);
    if (!answered && opener.mayBeLateForEver()) {
      drop();
    }
    return reply;
  }

  private Reply ask(Exchange open, RtuQuery query, Duration pause) throws IOException {
    Reply reply = askOnce(open, query, pause);
    return isAnswer(reply) || !lively.get(query.unit()) ? reply : askOnce(open, query, pause);
  }

  private Reply askOnce(Exchange open, RtuQuery query, Duration pause) throws IOException {
    if (debts.endanger(query, clock.bootMillis())) {
      Reply other = settled(open, query, pause);
      if (!(other instanceof Reply.Answered)) {
        return other;
      }
    }
    boolean unsure = debts.owes(query.unit(), clock.bootMillis());
    Reply reply = exchanged(open, query, pause);
    if (unsure && reply instanceof Reply.Refused) {
      // It may be a late one of what was asked before: then this question's own is still to come.
      debts.add(query, clock.bootMillis());
      reply = exchanged(open, query, pause);
      if (reply instanceof Reply.Refused) {
        debts.add(query, clock.bootMillis());
      }
    }
    return reply;
  }

  /**
   * Asks something whose answer nothing owed can be: a unit answers in order, so that with it all
   * that was owed has come. What it has answered before it will not refuse.
   */
  private Reply settled(Exchange open, RtuQuery query, Duration pause) throws IOException {
    RtuQuery known = answers.getOrDefault(query.unit(), query);
    RtuQuery other = debts.otherwise(known, clock.bootMillis());
    Reply reply = exchanged(open, other, pause);
    if (reply instanceof Reply.Refused) {
      debts.add(other, clock.bootMillis());
      return new Reply.Nonsense(Defect.FOREIGN, "a refusal that may be of an earlier request");
    }
    return reply;
  }

  private static boolean isAnswer(Reply reply) {
    return reply instanceof Reply.Answered || reply instanceof Reply.Refused;
  }

  private Reply exchanged(Exchange open, RtuQuery query, Duration pause) throws IOException {
    Timing timing = RtuTiming.of(open.line().settings(), patience, pause);
    Heard heard = open.ask(query.request(), query, timing);
    return switch (heard) {
      case Heard.Frame frame -> {
        // The silence behind a frame is part of it, and passes in any case.
        if (open.isFollowed(RtuTiming.silence(open.line().settings()), timing)) {
          debts.add(query, clock.bootMillis());
          yield new Reply.Nonsense(
              Defect.SURPLUS, "bytes after a frame of " + frame.bytes().length);
        }
        Reply reply = query.reply(frame.bytes(), clock.bootMillis());
        // All refusals look alike: none of them says which question it belongs to.
        if (reply instanceof Reply.Answered) {
          debts.answered(query, clock.bootMillis());
        }
        yield reply;
      }
      case Heard.Silence silence -> {
        debts.add(query, clock.bootMillis());
        yield new Reply.Silent(silence.waitedMillis());
      }
      case Heard.Garbled garbled -> {
        debts.add(query, clock.bootMillis());
        yield new Reply.Nonsense(query.defect(garbled), garbled.reason());
      }
    };
  }

  private Exchange opened() throws IOException {
    Exchange open = exchange;
    if (open != null) {
      return open;
    }
    attempts.check();
    try {
      Exchange fresh = new Exchange(opener.open(), Exchange.Echo.PERHAPS, capture);
      exchange = fresh;
      discardKept(fresh);
      attempts.succeeded();
      if (attempts.areEnded()) {
        drop();
        throw new IOException("closed");
      }
      return fresh;
    } catch (IOException refused) {
      attempts.failed();
      throw refused;
    }
  }

  /** What was asked on an earlier connection, by another process even, is nobody's answer here. */
  private void discardKept(Exchange fresh) throws IOException {
    if (opener.mayBeLateForEver()) {
      try {
        boolean unused = fresh.discardKept();
      } catch (IOException broken) {
        drop();
        throw broken;
      }
    }
  }

  private void drop() {
    Exchange open = exchange;
    exchange = null;
    if (open != null) {
      open.line().close();
    }
  }

  @Override
  public boolean isConnected() {
    return exchange != null;
  }

  @Override
  public long notBeforeBootMillis() {
    return attempts.notBeforeBootMillis();
  }

  @Override
  public void close() {
    attempts.end();
    drop();
  }
}
