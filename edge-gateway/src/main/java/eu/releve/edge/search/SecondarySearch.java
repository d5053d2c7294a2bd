package eu.releve.edge.search;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.link.MbusMask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Searches by selection with wildcards (EN 13757-7): where several answer, the next digit is told
 * apart, decimal digits first, then the others. A digit that is rare is first asked for with
 * everything else open: silence to that is silence below every collision.
 *
 * <p>An acknowledgement does not say of how many it is; reading does: one telegram is one meter,
 * and anything else several. A pass over the tree is a look. The first looks at the last digit
 * first, because meters bought together differ there; the second the other way round, which asks
 * every silence and every meter again under other wildcards. Looks go on until one finds nothing
 * new.
 *
 * <p>Once in some hundred collisions the telegrams that lie over each other have a right checksum,
 * and seem to be a meter that is not there. Where characters with a wrong parity bit come through,
 * whoever is found must acknowledge his own identification; if nobody does, it was a collision.
 *
 * <p>A digit F cannot be asked for, because F means any. A meter that has one is found where its
 * other digits separate it, or where a collision is left that those found do not explain.
 *
 * <p>The same answers lead to the same questions, whatever the time.
 */
public final class SecondarySearch {
  /** Places of a mask: the identification from its last digit on, then what stands behind it. */
  private static final List<Integer> LAST_FIRST =
      List.of(7, 6, 5, 4, 3, 2, 1, 0, 8, 9, 10, 11, 12, 13, 14, 15);

  private static final List<Integer> FIRST_FIRST =
      List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

  private static final int IDENTIFICATION_PLACES = 8;
  private static final int DIGITS = 15;
  private static final int DECIMAL_DIGITS = 10;
  private static final int ROOT_TRIES = 3;
  private static final int LAST_TRIES = 3;

  private final Asker asker;
  private final Reading reading;
  private final Found found;
  private final SearchListener listener;
  private final Limits limits;
  private final Hearing hearing;
  private List<Integer> order = LAST_FIRST;
  private final Map<MbusMask, Boolean> columns = new HashMap<>();

  /** By what meters are found whose telegram does not say who they are: each selects one alone. */
  private final List<MbusMask> nameless = new ArrayList<>();

  private int look;

  /**
   * When it ends.
   *
   * @param looks at most so many passes, 1 to 6.
   * @param expected it ends after the first look that knows so many meters; 0 for unknown.
   */
  public record Limits(int looks, int expected) {
    /** Until a look finds nothing new, at most four. */
    public static final Limits USUAL = new Limits(4, 0);

    public Limits {
      require(1 <= looks && looks <= 6, "%d looks are not in 1..6", looks);
      require(0 <= expected && expected <= 10_000, "%d meters are not in 0..10000", expected);
    }
  }

  /** What a line makes of characters that several send at once. */
  public enum Hearing {
    /** Those with a wrong parity bit do not come through: a serial device of one's own. */
    CHECKED,
    /** All come through: a converter in the network. */
    UNCHECKED
  }

  /** A search that has asked nothing yet. */
  public SecondarySearch(Asker asker, SearchListener listener, Limits limits, Hearing hearing) {
    this.hearing = hearing;
    this.asker = asker;
    this.reading = new Reading(asker);
    this.found = new Found(listener);
    this.listener = listener;
    this.limits = limits;
  }

  /**
   * Searches to the end.
   *
   * @return what was found, in the order of finding.
   * @throws IOException when the line is broken.
   * @throws InterruptedException when it is to stop.
   */
  public List<Finding> run() throws IOException, InterruptedException {
    int before;
    do {
      before = found.meters();
      look++;
      order = look % 2 == 1 ? LAST_FIRST : FIRST_FIRST;
      columns.clear();
      if (look == 1) {
        // Whoever was read before by somebody else begins with his first telegram.
        Answer unused = asker.ask(Probe.Greet.ALL);
      }
      root();
      listener.progress(look, 1);
    } while (look < limits.looks() && isWorthAnother(before));
    return found.all();
  }

  private boolean isWorthAnother(int before) {
    boolean complete = limits.expected() > 0 && found.meters() >= limits.expected();
    return !complete && (look == 1 || found.meters() > before);
  }

  /** If nobody answers to everything, the whole look is over: asked more than once. */
  private void root() throws IOException, InterruptedException {
    Node root = new Node(MbusMask.ANY, 0, 0, 1);
    for (int i = 0; i < ROOT_TRIES; i++) {
      if (visit(root) > 0) {
        return;
      }
    }
  }

  /**
   * A place in the tree.
   *
   * @param depth how many places have been gone through.
   * @param from the share of the look that is done when it is reached.
   * @param share how much of the look it is.
   */
  private record Node(MbusMask mask, int depth, double from, double share) {
    Node child(int place, int digit) {
      double part = share / DIGITS;
      return new Node(mask.with(place, digit), depth + 1, from + digit * part, part);
    }

    /** The same with any digit at the next place. */
    Node any() {
      return new Node(mask, depth + 1, from + share, 0);
    }

    boolean isLast() {
      return depth == MbusMask.NIBBLES;
    }

    String place() {
      return "secondary " + mask;
    }
  }

  /** How many meters are there, as far as they can be told apart. */
  private int visit(Node node) throws IOException, InterruptedException {
    listener.progress(look, node.from());
    if (!node.isLast() && found.fitting(node.mask()) > 1) {
      return below(node);
    }
    if (asker.ask(new Probe.Select(node.mask())) instanceof Answer.Silence) {
      return 0;
    }
    return switch (reading.read(MbusFraming.SELECTED)) {
      case Reading.Outcome.Read read -> meter(node, read);
      case Reading.Outcome.Silence silence -> unheard(node);
      case Reading.Outcome.Garbled garbled -> node.isLast() ? last(node) : below(node);
    };
  }

  private int meter(Node node, Reading.Outcome.Read read) throws IOException, InterruptedException {
    Optional<MbusMask> identity = MbusMask.of(read.frames().getFirst());
    if (identity.isPresent() && !node.mask().fits(identity.get())) {
      return stranger(node);
    }
    if (isGhost(node, read)) {
      return below(node);
    }
    if (identity.isEmpty()) {
      if (isKnown(node.mask())) {
        return 1;
      }
      nameless.add(node.mask());
    }
    found.meter(finding(node, whole(node, read)));
    return 1;
  }

  /**
   * Whether nobody is there who has the identification that was read: several were heard as one. It
   * costs a selection for each meter; where parity is seen to, checksum and parity are right once
   * in tens of thousands of collisions only, and a later look finds who was hidden.
   */
  private boolean isGhost(Node node, Reading.Outcome.Read read)
      throws IOException, InterruptedException {
    Optional<MbusMask> identity = MbusMask.of(read.frames().getFirst());
    if (hearing == Hearing.CHECKED
        || identity.isEmpty()
        || found.knows(identity.get())
        || identificationIsTold(node)) {
      return false;
    }
    MbusMask alone = MbusMask.of(identity.get().identification());
    for (int i = 0; i < LAST_TRIES; i++) {
      if (!(asker.ask(new Probe.Select(alone)) instanceof Answer.Silence)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the one meter that is selected so has been found under other wildcards, where its
   * telegram does not say: it has if somebody is meant by both.
   */
  private boolean isKnown(MbusMask mask) throws IOException, InterruptedException {
    for (MbusMask earlier : nameless) {
      Optional<MbusMask> both = earlier.and(mask);
      if (both.isPresent() && acknowledges(both.get())) {
        return true;
      }
    }
    return false;
  }

  private boolean acknowledges(MbusMask mask) throws IOException, InterruptedException {
    for (int i = 0; i < LAST_TRIES; i++) {
      if (asker.ask(new Probe.Select(mask)) instanceof Answer.Acknowledged) {
        return true;
      }
    }
    return false;
  }

  private static Finding.Meter finding(Node node, Reading.Outcome.Read read) {
    Optional<MbusMask> identity = MbusMask.of(read.frames().getFirst());
    return new Finding.Meter(node.place(), identity, read.frames(), read.whole());
  }

  /** The same meter with all its telegrams, if it can be had. */
  private Reading.Outcome.Read whole(Node node, Reading.Outcome.Read part)
      throws IOException, InterruptedException {
    Optional<MbusMask> identity = MbusMask.of(part.frames().getFirst());
    for (int i = 1; !part.whole() && i < LAST_TRIES; i++) {
      Answer unused = asker.ask(new Probe.Select(node.mask()));
      if (reading.read(MbusFraming.SELECTED) instanceof Reading.Outcome.Read again
          && again.whole()
          && MbusMask.of(again.frames().getFirst()).equals(identity)) {
        return again;
      }
    }
    return part;
  }

  /** A late answer of another, or a meter whose telegram names another than it is selected by. */
  private int stranger(Node node) throws IOException, InterruptedException {
    if (asker.ask(new Probe.Select(node.mask())) instanceof Answer.Silence) {
      return 0;
    }
    return switch (reading.read(MbusFraming.SELECTED)) {
      case Reading.Outcome.Read read -> {
        found.meter(finding(node, whole(node, read)));
        yield 1;
      }
      case Reading.Outcome.Silence silence -> unheard(node);
      case Reading.Outcome.Garbled garbled -> node.isLast() ? last(node) : below(node);
    };
  }

  /** Acknowledged and then silent: asked again, then told apart as if it were several. */
  private int unheard(Node node) throws IOException, InterruptedException {
    if (asker.ask(new Probe.Select(node.mask())) instanceof Answer.Silence) {
      return 0;
    }
    return switch (reading.read(MbusFraming.SELECTED)) {
      case Reading.Outcome.Read read -> meter(node, read);
      case Reading.Outcome.Garbled garbled -> node.isLast() ? last(node) : below(node);
      case Reading.Outcome.Silence silence -> {
        if (!node.isLast()) {
          yield below(node);
        }
        found.other(new Finding.Mute(node.place()));
        yield 1;
      }
    };
  }

  /** Nothing is left to tell them apart by, unless it was noise. */
  private int last(Node node) throws IOException, InterruptedException {
    for (int i = 1; i < LAST_TRIES; i++) {
      if (asker.ask(new Probe.Select(node.mask())) instanceof Answer.Silence) {
        continue;
      }
      if (reading.read(MbusFraming.SELECTED) instanceof Reading.Outcome.Read read) {
        return meter(node, read);
      }
    }
    found.other(new Finding.Several(node.place()));
    return 2;
  }

  private int below(Node node) throws IOException, InterruptedException {
    int place = order.get(node.depth());
    int there = 0;
    List<Node> silent = new ArrayList<>();
    for (int digit = 0; digit < DIGITS; digit++) {
      Node child = node.child(place, digit);
      int within = isNowhere(node, place, digit) ? 0 : visit(child);
      there += within;
      if (within == 0) {
        silent.add(child);
      }
    }
    return there > 1 ? there : there + unexplained(node, silent, there);
  }

  /**
   * Whether no meter at all has that digit at that place, whatever stands before and behind it:
   * asked once in a look where it is likely, instead of below each collision.
   */
  private boolean isNowhere(Node node, int place, int digit)
      throws IOException, InterruptedException {
    boolean usual = place < IDENTIFICATION_PLACES && digit < DECIMAL_DIGITS;
    if (usual || node.mask().equals(MbusMask.ANY)) {
      return false;
    }
    MbusMask column = MbusMask.ANY.with(place, digit);
    Boolean nowhere = columns.get(column);
    if (nowhere == null) {
      nowhere =
          found.fitting(column) == 0
              && asker.ask(new Probe.Select(column)) instanceof Answer.Silence;
      columns.put(column, nowhere);
    }
    return nowhere;
  }

  /**
   * A collision of which fewer than two were found: it was noise, or an answer was lost, or a meter
   * has a digit that cannot be asked for.
   */
  private int unexplained(Node node, List<Node> silent, int there)
      throws IOException, InterruptedException {
    if (asker.ask(new Probe.Select(node.mask())) instanceof Answer.Silence) {
      return 0;
    }
    if (reading.read(MbusFraming.SELECTED) instanceof Reading.Outcome.Read read
        && !isGhost(node, read)) {
      int known = found.meters();
      int unused = meter(node, read);
      return found.meters() - known;
    }
    int more = 0;
    for (Node child : silent) {
      more += visit(child);
    }
    if (there + more > 1) {
      return more;
    }
    return more + otherDigit(node);
  }

  private int otherDigit(Node node) throws IOException, InterruptedException {
    Node any = node.any();
    if (!any.isLast()) {
      int known = found.meters();
      int unused = below(any);
      return found.meters() - known;
    }
    if (!identificationIsTold(node)) {
      return 0;
    }
    found.other(new Finding.Several(node.place()));
    return 1;
  }

  private static boolean identificationIsTold(Node node) {
    for (int place = 0; place < IDENTIFICATION_PLACES; place++) {
      if (!node.mask().isFixed(place)) {
        return false;
      }
    }
    return true;
  }
}
