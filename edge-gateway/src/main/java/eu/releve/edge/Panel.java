package eu.releve.edge;

import eu.releve.edge.board.Board;
import eu.releve.edge.board.FrontPanel;
import eu.releve.edge.board.Health;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.Publisher;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the lights tell of a gateway, and what its button does.
 *
 * @param measuring the lanes.
 * @param publisher what carries the journal.
 * @param certificate is asked for when the button says so.
 * @param restart ends the program in peace.
 */
record Panel(Measuring measuring, Publisher publisher, Certificate certificate, Runnable restart)
    implements FrontPanel.Wishes {
  private static final Logger LOG = LoggerFactory.getLogger(Panel.class);

  /** The panel at work; nothing where the board has none. */
  Optional<FrontPanel> start(Board board, BootClock clock) {
    return board.hasPanel()
        ? Optional.of(FrontPanel.start(board, clock, this::health, this))
        : Optional.empty();
  }

  private Health health() {
    return new Health(
        publisher.state().connection() instanceof Connection.Connected, isWell(measuring.view()));
  }

  /** A box that has no plan yet measures nothing, and does not shine as if it did. */
  private static boolean isWell(List<LaneView> buses) {
    return !buses.isEmpty() && buses.stream().allMatch(Panel::isWell);
  }

  private static boolean isWell(LaneView bus) {
    return bus.reachable()
        && bus.meters().stream()
            .map(meter -> meter.isSpared() ? Condition.ANSWERS : meter.condition())
            .allMatch(now -> now == Condition.ANSWERS || now == Condition.NEW);
  }

  /** The next attempt with the label that lies there is made now. */
  @Override
  public void enrol() {
    boolean unused = measuring.note("enrolment-asked", "by the button");
    certificate.now();
  }

  @Override
  public void safeRestart() {
    boolean unused = measuring.note("restart-asked", "by the button");
    restart.run();
  }

  /** Meters are read all the same. */
  @Override
  public void unusable(String why) {
    LOG.error("a part of the panel is not used reason={}", why);
    boolean unused = measuring.note("board-unusable", why);
  }
}
