package eu.releve.document;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Writes one JSON object, member by member. */
public final class Json {
  private final StringBuilder out = new StringBuilder("{");
  private final Deque<String> open = new ArrayDeque<>(List.of(""));

  /** A text. */
  public Json put(String name, String value) {
    name(name);
    string(value);
    return this;
  }

  /** A whole number. */
  public Json put(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  /** A truth. */
  public Json put(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  /** An array of objects. */
  public <T> Json put(String name, List<T> items, BiConsumer<Json, T> each) {
    name(name);
    out.append('[');
    String between = "";
    for (T item : items) {
      out.append(between).append('{');
      open.push("");
      each.accept(this, item);
      open.pop();
      out.append('}');
      between = ",";
    }
    out.append(']');
    return this;
  }

  /** An array of texts. */
  public Json texts(String name, List<String> texts) {
    name(name);
    out.append('[');
    String between = "";
    for (String text : texts) {
      out.append(between);
      string(text);
      between = ",";
    }
    out.append(']');
    return this;
  }

  private void name(String name) {
    out.append(open.pop());
    open.push(",");
    string(name);
    out.append(':');
  }

  private void string(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char letter = value.charAt(i);
      switch (letter) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (letter < ' ' || Character.isSurrogate(letter)) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
          } else {
            out.append(letter);
          }
        }
      }
    }
    out.append('"');
  }

  /** The object as it is written. */
  @Override
  public String toString() {
    return out + "}";
  }
}
