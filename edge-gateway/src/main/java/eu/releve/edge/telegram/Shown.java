package eu.releve.edge.telegram;

import java.util.List;

/**
 * What a meter said last, for people.
 *
 * @param bootMillis when it came.
 * @param tables one for each of its telegrams.
 */
public record Shown(long bootMillis, List<TelegramTable> tables) {
  public Shown {
    tables = List.copyOf(tables);
  }
}
