package eu.releve.provisioning.draft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One meter of a plan as it is written: in braces, or key by key on lines of their own. Everything
 * that is not changed stays as it is, comments and order too.
 */
final class PlanEntry {
  private static final Pattern BEFORE = Pattern.compile("(?:\\s|#[^\n]*\n)*");

  private final List<String> lines;
  private final int first;
  private final int end;
  private final String lead;
  private final Optional<String> after;
  private final List<Member> members;

  /**
   * A key with its value.
   *
   * @param text all that is written from one comma, or line, to the next.
   */
  private record Member(String key, String text) {}

  private PlanEntry(
      List<String> lines,
      int first,
      int end,
      String lead,
      Optional<String> after,
      List<Member> members) {
    this.lines = lines;
    this.first = first;
    this.end = end;
    this.lead = lead;
    this.after = after;
    this.members = members;
  }

  /**
   * The entry that begins in a line of a text that a loader has taken.
   *
   * @param line counted from 1.
   * @throws IllegalArgumentException when it does not begin a line of its own.
   */
  static PlanEntry at(String text, int line) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String begin = lines.get(line - 1);
    int dash = begin.indexOf('-');
    if (dash < 0 || !begin.substring(0, dash).isBlank()) {
      throw new IllegalArgumentException("a meter that does not begin a line with a dash");
    }
    String content = begin.substring(dash + 1).stripLeading();
    int column = begin.length() - content.length();
    return content.startsWith("{")
        ? braced(lines, line - 1, column)
        : spread(lines, line - 1, dash, column);
  }

  private static PlanEntry braced(List<String> lines, int first, int column) {
    String rest = String.join("\n", lines.subList(first, lines.size()));
    BracedText scanned = BracedText.of(rest, column);
    List<Member> members = new ArrayList<>();
    scanned.members().forEach(member -> members.add(new Member(key(member), member)));
    String behind = rest.substring(scanned.end() + 1);
    int endOfLine = behind.indexOf('\n');
    String after = endOfLine < 0 ? behind : behind.substring(0, endOfLine);
    int taken = (int) rest.substring(0, scanned.end()).chars().filter(c -> c == '\n').count();
    return new PlanEntry(
        lines, first, first + taken + 1, rest.substring(0, column), Optional.of(after), members);
  }

  private static PlanEntry spread(List<String> lines, int first, int dash, int column) {
    int end = first + 1;
    for (int i = first + 1; i < lines.size(); i++) {
      String one = lines.get(i);
      String said = one.strip();
      if (said.isEmpty() || said.startsWith("#")) {
        continue;
      }
      if (one.length() - one.stripLeading().length() <= dash) {
        break;
      }
      end = i + 1;
    }
    List<Member> members = new ArrayList<>();
    StringBuilder member = new StringBuilder(lines.get(first).substring(column));
    for (String one : lines.subList(first + 1, end)) {
      int depth = one.length() - one.stripLeading().length();
      if (depth == column && !one.isBlank() && one.charAt(depth) != '#') {
        members.add(new Member(key(member.toString()), member.toString()));
        member = new StringBuilder(one.substring(column));
      } else {
        member.append('\n').append(one);
      }
    }
    members.add(new Member(key(member.toString()), member.toString()));
    return new PlanEntry(
        lines, first, end, lines.get(first).substring(0, column), Optional.empty(), members);
  }

  /** What stands before the colon, without comments before it and without quotes. */
  private static String key(String member) {
    for (String line : member.split("\n", -1)) {
      String said = line.strip();
      int colon = said.indexOf(':');
      if (!said.startsWith("#") && colon > 0) {
        return said.substring(0, colon).strip().replaceAll("^[\"']|[\"']$", "");
      }
    }
    return "";
  }

  boolean has(String key) {
    return members.stream().anyMatch(member -> member.key.equals(key));
  }

  /** What is written behind the colon. */
  String valueOf(String key) {
    for (Member member : members) {
      if (member.key.equals(key)) {
        String value = member.text.substring(prefix(member.text).length());
        return value.substring(value.indexOf(':') + 1).stripTrailing().replaceFirst("^ +", "");
      }
    }
    throw new IllegalArgumentException("no key " + key);
  }

  /** The same with another value; at the end where the key was not written. */
  PlanEntry with(String key, String value) {
    List<Member> changed = new ArrayList<>();
    for (Member member : members) {
      changed.add(
          member.key.equals(key)
              ? new Member(key, prefix(member.text) + key + ": " + value)
              : member);
    }
    if (!has(key)) {
      if (after.isPresent()) {
        changed.add(endable(changed.removeLast()));
      }
      changed.add(new Member(key, (after.isPresent() ? " " : "") + key + ": " + value));
    }
    return new PlanEntry(lines, first, end, lead, after, changed);
  }

  /** A comma behind a comment would be part of it. */
  private Member endable(Member last) {
    String text = last.text.stripTrailing();
    boolean commented = text.substring(text.lastIndexOf('\n') + 1).contains(" #");
    return new Member(last.key, commented ? text + "\n" + " ".repeat(lead.length()) : text);
  }

  PlanEntry without(String key) {
    List<Member> kept = members.stream().filter(member -> !member.key.equals(key)).toList();
    return new PlanEntry(lines, first, end, lead, after, kept);
  }

  /** Blanks and comments before the key. */
  private static String prefix(String text) {
    Matcher before = BEFORE.matcher(text);
    return before.lookingAt() ? before.group() : "";
  }

  private String text() {
    if (after.isPresent()) {
      String inner = String.join(",", members.stream().map(Member::text).toList());
      return lead + "{" + inner.stripTrailing() + " }";
    }
    String between = "\n" + " ".repeat(lead.length());
    return lead + String.join(between, members.stream().map(Member::text).toList());
  }

  /**
   * The plan with this entry changed and another one behind it.
   *
   * @param next of the same plan.
   */
  String followedBy(PlanEntry next) {
    List<String> changed = new ArrayList<>(lines.subList(0, first));
    changed.add(text() + after.orElse(""));
    changed.add(next.text());
    changed.addAll(lines.subList(end, lines.size()));
    return String.join("\n", changed);
  }
}
