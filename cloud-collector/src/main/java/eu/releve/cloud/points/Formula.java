package eu.releve.cloud.points;

import static eu.releve.measure.Require.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** From what a virtual point is reckoned. */
public sealed interface Formula {
  /** A sum has no more terms, a share no more parts. */
  int PARTS_MAX = 500;

  /** The largest weight of a part. */
  long WEIGHT_MAX = 1_000_000_000L;

  /** Everything that it is reckoned from. */
  List<Term> terms();

  /** The names of its series: the empty name where there is but one. */
  List<String> parts();

  /** As it is stored and shown. */
  default String kind() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /**
   * Something that is added or taken away.
   *
   * @param operand a point, a virtual point, or a part of one.
   * @param sign 1 or -1.
   */
  record Term(Operand operand, int sign) {
    public Term {
      require(sign == 1 || sign == -1, "sign: wanted 1 or -1, found %d", sign);
    }
  }

  /** Points together: all are added. */
  record Sum(List<Term> terms) implements Formula {
    public Sum {
      terms = checked(terms);
      require(terms.stream().allMatch(term -> term.sign == 1), "minus: wanted nothing of a sum");
    }

    @Override
    public List<String> parts() {
      return List.of("");
    }
  }

  /** What is left when some are taken away from others. */
  record Difference(List<Term> terms) implements Formula {
    public Difference {
      terms = checked(terms);
      require(
          terms.stream().anyMatch(term -> term.sign == 1)
              && terms.stream().anyMatch(term -> term.sign == -1),
          "of, minus: wanted at least one of each");
    }

    @Override
    public List<String> parts() {
      return List.of("");
    }
  }

  /**
   * One point divided among parts.
   *
   * @param of what is divided.
   * @param shares at least two, each of a name of its own.
   */
  record Share(Operand of, List<Weight> shares) implements Formula {
    public Share {
      shares = List.copyOf(shares);
      require(
          2 <= shares.size() && shares.size() <= PARTS_MAX,
          "parts: wanted 2 to %d, found %d",
          PARTS_MAX,
          shares.size());
      Set<String> names = new HashSet<>();
      shares.forEach(
          share ->
              require(
                  names.add(share.name), "parts: wanted each once, found '%s' again", share.name));
    }

    @Override
    public List<Term> terms() {
      return List.of(new Term(of, 1));
    }

    @Override
    public List<String> parts() {
      return shares.stream().map(Weight::name).toList();
    }
  }

  /**
   * A part.
   *
   * @param name a lot's, or another.
   * @param weight its numerator; the sum of all is the denominator.
   */
  record Weight(String name, long weight) {
    public Weight {
      require(
          Operand.NAME.matcher(name).matches(), "parts: wanted an identifier, found '%s'", name);
      require(
          1 <= weight && weight <= WEIGHT_MAX,
          "parts: %s: wanted a weight of 1 to %d, found %d",
          name,
          WEIGHT_MAX,
          weight);
    }
  }

  /** From that day on there is no such point any more. */
  record End() implements Formula {
    @Override
    public List<Term> terms() {
      return List.of();
    }

    @Override
    public List<String> parts() {
      return List.of();
    }
  }

  private static List<Term> checked(List<Term> terms) {
    List<Term> copy = List.copyOf(terms);
    require(
        !copy.isEmpty() && copy.size() <= PARTS_MAX,
        "of: wanted 1 to %d points, found %d",
        PARTS_MAX,
        copy.size());
    List<Operand> seen = new ArrayList<>();
    for (Term term : copy) {
      require(
          !seen.contains(term.operand),
          "of: wanted each point once, found '%s' again",
          term.operand);
      seen.add(term.operand);
    }
    return copy;
  }
}
