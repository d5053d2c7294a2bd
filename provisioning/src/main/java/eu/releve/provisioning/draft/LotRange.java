package eu.releve.provisioning.draft;

import static eu.releve.measure.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names the lots of a building by one expression. */
final class LotRange {
  /** More lots than any building has. */
  static final int LOTS_MAX = 1_000;

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}");
  private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,4})-([0-9]{1,4})");
  private static final Pattern FLOORS =
      Pattern.compile("([0-9]{1,2})([a-zA-Z])-([0-9]{1,2})([a-zA-Z])");

  private LotRange() {}

  /**
   * {@code 1a-4d} is four floors of four, {@code 101-112} these numbers, {@code 12} so many, and
   * names with commas between stand for themselves.
   *
   * @throws IllegalArgumentException when it is none of them, or more than {@value #LOTS_MAX}.
   */
  static List<String> of(String text) {
    Matcher floors = FLOORS.matcher(text);
    Matcher numbers = NUMBERS.matcher(text);
    List<String> lots = new ArrayList<>();
    if (COUNT.matcher(text).matches()) {
      add(lots, 1, Integer.parseInt(text));
    } else if (floors.matches()) {
      char first = Character.toLowerCase(floors.group(2).charAt(0));
      char last = Character.toLowerCase(floors.group(4).charAt(0));
      for (int floor = number(floors, 1); floor <= number(floors, 3); floor++) {
        for (char door = first; door <= last; door++) {
          lots.add(floor + String.valueOf(door));
        }
      }
      require(!lots.isEmpty(), "'%s' runs backwards", text);
    } else if (numbers.matches()) {
      require(number(numbers, 1) <= number(numbers, 2), "'%s' runs backwards", text);
      add(lots, number(numbers, 1), number(numbers, 2));
    } else {
      for (String name : text.split(",", -1)) {
        require(!Naming.plain(name).isEmpty(), "'%s' names no lot", name);
        lots.add(name.strip());
      }
      require(
          lots.stream().map(Naming::plain).distinct().count() == lots.size(),
          "'%s' names a lot twice",
          text);
    }
    require(lots.size() <= LOTS_MAX, "%d lots are more than 1000", lots.size());
    return List.copyOf(lots);
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }

  private static void add(List<String> lots, int first, int last) {
    for (int number = first; number <= last; number++) {
      lots.add(Integer.toString(number));
    }
  }
}
