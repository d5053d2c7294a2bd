package eu.releve.edge.plan;

import eu.releve.edge.plan.Learned.Place;
import eu.releve.edge.plan.Planner.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One round through the requests of a meter, in which a request that is refused for its addresses
 * is halved until the parts are answered, or a single piece is left that is not.
 *
 * <p>Where both halves are answered and the whole was not, the reason lies between them. What one
 * piece is refused for, a block too, is believed only if the meter has answered something else in
 * the round.
 */
public final class Lesson {
  private static final int ILLEGAL_ADDRESS = 2;
  private static final int ILLEGAL_VALUE = 3;

  private final Deque<Part> ahead = new ArrayDeque<>();
  private final List<Place> cuts = new ArrayList<>();
  private final List<Place> divided = new ArrayList<>();
  private final List<Place> absent = new ArrayList<>();
  private @Nullable Part asked;
  private boolean answered;

  /** A request and what it was halved from. */
  private static final class Part {
    private final Request request;
    private final @Nullable Part whole;
    private final List<Part> wellAnswered = new ArrayList<>(2);

    Part(Request request, @Nullable Part whole) {
      this.request = request;
      this.whole = whole;
    }
  }

  /** A round through that plan. */
  public Lesson(List<Request> plan) {
    plan.forEach(request -> ahead.add(new Part(request, null)));
  }

  /** What to ask next; nothing when the round is over. */
  public Optional<Request> next() {
    asked = ahead.poll();
    return Optional.ofNullable(asked).map(part -> part.request);
  }

  /** The request was answered. */
  public void answered() {
    Part part = asked;
    answered = true;
    if (part != null && part.whole != null) {
      List<Part> halves = part.whole.wellAnswered;
      halves.add(part);
      if (halves.size() == 2) {
        cuts.add(endOf(halves.getFirst()));
      }
    }
  }

  private static Place endOf(Part part) {
    return new Place(part.request.range().function(), part.request.range().end());
  }

  /**
   * The request was refused.
   *
   * @return whether that may yet turn out to be no fault: its parts are asked next, or it is a
   *     register that the meter does not have.
   */
  public boolean refused(int exceptionCode) {
    Part part = asked;
    if (part == null || (exceptionCode != ILLEGAL_ADDRESS && exceptionCode != ILLEGAL_VALUE)) {
      return false;
    }
    List<Piece> pieces = part.request.pieces();
    Piece first = pieces.getFirst();
    if (pieces.size() > 1) {
      halve(pieces, part);
    } else if (first.isBlock()) {
      divide(first, part);
    } else {
      return isMissing(first, exceptionCode);
    }
    return true;
  }

  private void halve(List<Piece> pieces, Part part) {
    int middle = part.whole == null ? widestHole(pieces) : pieces.size() / 2;
    ahead.addFirst(new Part(Request.of(pieces.subList(middle, pieces.size())), part));
    ahead.addFirst(new Part(Request.of(pieces.subList(0, middle)), part));
  }

  /** A block that is not answered whole is read in parts from now on. */
  private void divide(Piece block, Part part) {
    List<Piece> parts = block.parts();
    divided.add(Place.of(block));
    if (parts.size() > 1) {
      halve(parts, part);
    } else {
      ahead.addFirst(new Part(Request.of(parts), part));
    }
  }

  private boolean isMissing(Piece piece, int exceptionCode) {
    if (exceptionCode != ILLEGAL_ADDRESS) {
      return false;
    }
    absent.add(Place.of(piece));
    return true;
  }

  /** The piece behind the widest hole; of equal ones that nearest to the middle. */
  private static int widestHole(List<Piece> pieces) {
    int half = pieces.size() / 2;
    int best = half;
    int widest = 0;
    for (int i = 1; i < pieces.size(); i++) {
      int hole = pieces.get(i).from() - pieces.get(i - 1).until();
      boolean nearer = Math.abs(i - half) < Math.abs(best - half);
      if (hole > widest || (hole == widest && nearer)) {
        widest = hole;
        best = i;
      }
    }
    return best;
  }

  /** Whether everything has been asked. */
  public boolean isOver() {
    return ahead.isEmpty() && asked == null;
  }

  /** What is known after the round. */
  public Learned after(Learned before) {
    Learned after = before.and(cuts, List.of());
    return answered ? after.and(divided, absent) : after;
  }
}
