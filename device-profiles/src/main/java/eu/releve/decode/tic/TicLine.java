package eu.releve.decode.tic;

import java.util.Optional;

/** One group as it came. */
public sealed interface TicLine {
  /**
   * A group whose checksum is right.
   *
   * @param label up to nine characters.
   * @param date which the meter gives the value; nothing where such groups have none.
   * @param value without what separates it; may be empty where it has a date.
   */
  record Group(String label, Optional<Horodate> date, String value) implements TicLine {}

  /**
   * A group of which nothing is used; the others of its frame are.
   *
   * @param why the name of the rule that is broken.
   * @param detail for people.
   */
  record Damaged(TicRefusal why, String detail) implements TicLine {
    /** Name and detail. */
    public String reason() {
      return why + ": " + detail;
    }
  }
}
