package eu.releve.edge.plan;

import eu.releve.edge.link.RegisterRange;
import eu.releve.profile.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses the requests that read a meter's registers at the lowest cost: no other choice within the
 * limits is cheaper.
 *
 * <p>A piece is never torn between two requests. The pieces of one function, sorted by address, are
 * cut into runs; the cheapest cut of the first n is found from those of fewer.
 */
public final class Planner {
  private Planner() {}

  /**
   * A request and what it is for.
   *
   * @param range what is asked.
   * @param pieces that lie in it and are wanted, by address; at least one.
   */
  public record Request(RegisterRange range, List<Piece> pieces) {
    public Request {
      pieces = List.copyOf(pieces);
    }

    /** The request for those pieces, sorted by address, and nothing around them. */
    public static Request of(List<Piece> pieces) {
      Piece first = pieces.getFirst();
      int end = pieces.stream().mapToInt(Piece::until).max().orElse(first.until());
      return new Request(
          new RegisterRange(first.range().function(), first.from(), end - first.from()), pieces);
    }
  }

  /**
   * The requests, by function and address; each piece is in one of them.
   *
   * @param limits what the meter bears to be asked.
   * @param cost what is to be kept low.
   */
  public static List<Request> plan(List<Piece> pieces, Requests limits, Cost cost) {
    Map<Integer, List<Piece>> byFunction = new TreeMap<>();
    pieces.stream()
        .sorted(Piece.BY_PLACE)
        .forEach(
            piece ->
                byFunction
                    .computeIfAbsent(piece.range().function(), function -> new ArrayList<>())
                    .add(piece));
    List<Request> plan = new ArrayList<>();
    byFunction.values().forEach(sorted -> plan.addAll(cut(sorted, limits, cost)));
    return List.copyOf(plan);
  }

  private static List<Request> cut(List<Piece> sorted, Requests limits, Cost cost) {
    int count = sorted.size();
    long[] cheapest = new long[count + 1];
    int[] begins = new int[count + 1];
    int[] holes = holes(sorted);
    for (int end = 1; end <= count; end++) {
      cheapest[end] = Long.MAX_VALUE;
      int lastWord = 0;
      for (int from = end - 1; from >= 0; from--) {
        Piece first = sorted.get(from);
        lastWord = Math.max(lastWord, first.until());
        boolean alone = from == end - 1;
        if (!alone
            && (holes[from] > limits.holeWordsMax() || !limits.allows(first.from(), lastWord))) {
          break;
        }
        int words = lastWord - first.from();
        long sum = cheapest[from] + cost.requestNanos() + words * cost.wordNanos();
        // Of two that cost the same the one with fewer requests, which reaches further back.
        if (sum <= cheapest[end]) {
          cheapest[end] = sum;
          begins[end] = from;
        }
      }
    }
    return requests(sorted, begins);
  }

  /** How many words that nobody wants lie behind each piece; behind the last none. */
  private static int[] holes(List<Piece> sorted) {
    int[] holes = new int[sorted.size()];
    int end = 0;
    for (int i = 0; i + 1 < sorted.size(); i++) {
      end = Math.max(end, sorted.get(i).until());
      holes[i] = Math.max(0, sorted.get(i + 1).from() - end);
    }
    return holes;
  }

  private static List<Request> requests(List<Piece> sorted, int[] begins) {
    List<Request> requests = new ArrayList<>();
    for (int end = sorted.size(); end > 0; end = begins[end]) {
      requests.addFirst(Request.of(sorted.subList(begins[end], end)));
    }
    return requests;
  }
}
