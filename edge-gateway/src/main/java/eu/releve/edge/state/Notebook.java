package eu.releve.edge.state;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Small notes by kind and key; may be used by several threads. */
public interface Notebook {
  /**
   * What was written last.
   *
   * @param kind of note, such as {@code modbus-map}.
   * @param key within the kind.
   */
  Optional<String> find(String kind, String key);

  /**
   * Writes a note over the one before; it outlives a restart within the minute.
   *
   * @param value at most 65,536 characters; empty forgets the note.
   */
  void write(String kind, String key, String value);

  /**
   * The same, at once.
   *
   * @return whether it is durable now: false when the disk refuses, which is tried again within the
   *     minute.
   */
  boolean writeNow(String kind, String key, String value);

  /** Whether what there was before could not be read, so that a note may be missing for that. */
  default boolean isBegunAnew() {
    return false;
  }

  /** One that forgets everything with the program. */
  static Notebook inMemory() {
    Map<Note, String> notes = new ConcurrentHashMap<>();
    return new Notebook() {
      @Override
      public Optional<String> find(String kind, String key) {
        return Optional.ofNullable(notes.get(new Note(kind, key))).filter(text -> !text.isEmpty());
      }

      @Override
      public void write(String kind, String key, String value) {
        notes.put(new Note(kind, key), value);
      }

      @Override
      public boolean writeNow(String kind, String key, String value) {
        write(kind, key, value);
        return true;
      }
    };
  }

  /** What a note is called. */
  record Note(String kind, String key) {}
}
