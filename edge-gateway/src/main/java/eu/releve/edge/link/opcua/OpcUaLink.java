package eu.releve.edge.link.opcua;

import eu.releve.decode.opcua.EngineeringUnit;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.Attempts;
import eu.releve.edge.link.MeterLink;
import eu.releve.edge.link.Reply;
import eu.releve.provisioning.site.Bus;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.jspecify.annotations.Nullable;

/**
 * An OPC-UA server: one connection, one request at a time, and a subscription where nodes are
 * watched.
 *
 * <p>A connection that broke is left and another begun from nothing, after 1 s, doubling to 30 s:
 * the server is found, trusted and logged in to again. If it has kept the subscription, that goes
 * on where it was; if not, another is made. Nothing of the library's own reconnecting is used: it
 * has its own idea of time, and would go on with a server whose certificate has changed.
 */
public final class OpcUaLink implements MeterLink {
  /** A subscription that does not even say that it has nothing to say is no longer there. */
  private static final long SILENCE_MILLIS_MAX = 4 * Subscribing.KEEP_ALIVE_MILLIS;

  /** What a server does not have is looked for again so often while the connection lasts. */
  private static final long LOOK_AGAIN_MILLIS = 60_000;

  private final Dialling dialling;
  private final Wants wants;
  private final BootClock clock;
  private final Attempts attempts;
  private final Inbox inbox = new Inbox();
  private final LinkThreads threads = new LinkThreads();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong continued = new AtomicLong();
  private volatile @Nullable Session session;
  private @Nullable Publishing publishing;
  private Optional<Publishing.Kept> kept = Optional.empty();
  private final StatedUnits units = new StatedUnits();
  private Map<Integer, String> unwatched = Map.of();
  private long lookBootMillis;

  /**
   * What is wanted of a server.
   *
   * @param nodes whose units are wanted, where the server states them.
   * @param watched nodes that the server is to watch, by their place.
   */
  public record Wants(List<String> nodes, List<Watched> watched) {
    public Wants {
      nodes = List.copyOf(new LinkedHashSet<>(nodes));
      watched = List.copyOf(watched);
    }
  }

  /**
   * What was counted since the start.
   *
   * @param connections made.
   * @param begun subscriptions made.
   * @param continued subscriptions that the server had kept, and that went on.
   * @param told values that came without being asked.
   * @param overflows of them, how many came after others that the server had dropped.
   * @param lostMessages messages that never came and could not be had again.
   * @param shortQueues times that the server agreed to watch a node, but keeps fewer changes of it
   *     than wanted.
   */
  public record Counts(
      long connections,
      long begun,
      long continued,
      long told,
      long overflows,
      long lostMessages,
      long shortQueues) {
    /** Before the first connection. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * A link that connects when it is first used.
   *
   * @param timeout of one request; a connection may take four times as long.
   * @param clock dates the answers.
   */
  public OpcUaLink(Bus.OpcUa bus, ServerKeys keys, Wants wants, Duration timeout, BootClock clock) {
    this.dialling = new Dialling(bus, keys, timeout);
    this.wants = wants;
    this.clock = clock;
    this.attempts = new Attempts(clock);
  }

  /** Asks for nodes, each once. */
  public Answer read(List<String> nodes) {
    Session open;
    try {
      open = connected();
    } catch (IOException unreachable) {
      return new Answer.Failed(new Reply.Unreachable(String.valueOf(unreachable.getMessage())));
    }
    try {
      lookAgain(open);
      Answer.Given given = open.ask(nodes);
      units.see(open, nodes, given.readings());
      return given;
    } catch (Waiting.FailedException failed) {
      return new Answer.Failed(reply(failed));
    }
  }

  private Reply reply(Waiting.FailedException failed) {
    long status = failed.status();
    if (failed.isLate() || status == StatusCodes.Bad_Timeout) {
      drop();
      return new Reply.Silent(dialling.timeout().toMillis());
    }
    if (Waiting.isOfTheConnection(status)) {
      drop();
      return new Reply.Cut(String.valueOf(failed.getMessage()));
    }
    return new Reply.Refused((int) status, String.valueOf(failed.getMessage()));
  }

  /**
   * Keeps the connection where nodes are watched: makes it when it is time, goes on with the
   * subscription, fetches what it tells.
   *
   * @return why there is no connection; nothing where there is one, or none is needed.
   */
  public Optional<String> listen() {
    if (wants.watched().isEmpty()) {
      return Optional.empty();
    }
    try {
      Session open = connected();
      Publishing running = publishing;
      if (running == null || running.isGone()) {
        kept = Optional.empty();
        publishing = null;
        if (running != null) {
          subscribing(open).end(running.leave().subscription());
        }
        publishing = beginAgain(open);
      } else if (clock.bootMillis() - running.heardBootMillis() > SILENCE_MILLIS_MAX) {
        drop();
        throw new IOException("the subscription has fallen silent");
      } else {
        running.pump();
        lookAgain(open);
      }
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }

  /**
   * Looks again for what was not there: namespaces, nodes that the server refused to watch, and
   * those that have vanished.
   */
  private void lookAgain(Session open) throws Waiting.FailedException {
    long now = clock.bootMillis();
    if (now < lookBootMillis) {
      return;
    }
    lookBootMillis = now + LOOK_AGAIN_MILLIS;
    try {
      open.learnNamesOf(wants.nodes());
      Publishing running = publishing;
      if (running != null && !running.isGone()) {
        List<Integer> places = running.unwatched();
        subscribing(open).watch(running.subscription(), places, open.names(), inbox);
        unwatched = running.subscription().items().refused();
      }
    } catch (Waiting.FailedException failed) {
      if (isOfTheConnection(failed)) {
        drop();
        throw failed;
      }
      // The server has no time for that, or no room: it is asked again with the next look.
    }
  }

  private static boolean isOfTheConnection(Waiting.FailedException failed) {
    return failed.isLate()
        || failed.status() == StatusCodes.Bad_Timeout
        || Waiting.isOfTheConnection(failed.status());
  }

  /** The server has given up the subscription, and the connection holds. */
  private Publishing beginAgain(Session open) throws IOException {
    try {
      return begin(open);
    } catch (IOException refused) {
      drop();
      attempts.failed();
      throw refused;
    }
  }

  private Session connected() throws IOException {
    Session open = session;
    if (open != null && !open.isLost()) {
      return open;
    }
    drop();
    attempts.check();
    try {
      Session fresh = Session.over(dialling.connect(threads), dialling.timeout().toMillis(), clock);
      session = fresh;
      units.begin(fresh, wants.nodes());
      lookBootMillis = clock.bootMillis() + LOOK_AGAIN_MILLIS;
      if (!wants.watched().isEmpty()) {
        publishing = resume(fresh);
      }
      connections.incrementAndGet();
      attempts.succeeded();
      if (attempts.areEnded()) {
        throw new IOException("closed");
      }
      return fresh;
    } catch (IOException failed) {
      drop();
      attempts.failed();
      throw failed;
    }
  }

  private Subscribing subscribing(Session open) {
    return new Subscribing(open.client(), wants.watched(), dialling.timeout().toMillis());
  }

  private Publishing resume(Session open) throws IOException {
    if (kept.isPresent() && kept.get().subscription().isOfThatStart(open.start())) {
      var available = subscribing(open).goOn(kept.get().subscription());
      if (available.isPresent()) {
        continued.incrementAndGet();
        Publishing going = new Publishing(open.client(), open.own(), kept.get(), inbox, clock);
        going.fetch(available.get());
        going.pump();
        return going;
      }
    }
    return begin(open);
  }

  private Publishing begin(Session open) throws IOException {
    Subscription made = subscribing(open).begin(open, inbox);
    unwatched = made.items().refused();
    begun.incrementAndGet();
    Publishing.Kept fresh = Publishing.Kept.fresh(made);
    Publishing running = new Publishing(open.client(), open.own(), fresh, inbox, clock);
    running.pump();
    return running;
  }

  /** The next value that was told without being asked. */
  public Optional<Told> poll() {
    Optional<Told> next = inbox.poll();
    Session open = session;
    if (next.isPresent() && open != null && !open.isLost()) {
      Told told = next.get();
      try {
        String node = wants.watched().get(told.place()).node();
        units.see(open, List.of(node), List.of(told.reading()));
      } catch (Waiting.FailedException failed) {
        // The next connection begins with all units.
        drop();
      }
    }
    return next.map(this::inKnownUnit);
  }

  /** A value of a node that was not there is nobody's before its unit has been looked at. */
  private Told inKnownUnit(Told told) {
    boolean isUnknown = units.isUnknown(wants.watched().get(told.place()).node());
    return isUnknown && !told.reading().isAbsent()
        ? told.holding(NodeReading.bad(StatusCodes.Bad_WaitingForInitialData, "its unit is asked"))
        : told;
  }

  /** Whether {@link #poll} has something. */
  public boolean hasMore() {
    return !inbox.isEmpty();
  }

  /** The units that the server has stated for nodes. */
  public Map<String, EngineeringUnit> units() {
    return units.units();
  }

  /** How often units were learnt: with each connection, and when a node has appeared. */
  public long learnt() {
    return units.learnt();
  }

  /** The places that the server was asked to watch and does not, and why. */
  public Map<Integer, String> unwatched() {
    return unwatched;
  }

  /** What was counted; may be called from any thread. */
  public Counts counts() {
    return new Counts(
        connections.get(),
        begun.get(),
        continued.get(),
        inbox.told(),
        inbox.overflows(),
        inbox.lostMessages(),
        inbox.shortQueues());
  }

  private void drop() {
    Session open = session;
    Publishing running = publishing;
    session = null;
    publishing = null;
    if (running != null) {
      Publishing.Kept left = running.leave();
      kept = running.isGone() ? Optional.empty() : Optional.of(left);
    }
    if (open != null) {
      open.abandon();
    }
  }

  @Override
  public boolean isConnected() {
    Session open = session;
    return open != null && !open.isLost();
  }

  @Override
  public long notBeforeBootMillis() {
    return attempts.notBeforeBootMillis();
  }

  /** Ends the session, and with it the subscription. */
  @Override
  public void close() {
    attempts.end();
    Session open = session;
    if (open != null) {
      open.close();
    }
    threads.close();
  }
}
