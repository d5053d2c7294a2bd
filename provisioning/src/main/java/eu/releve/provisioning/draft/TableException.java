package eu.releve.provisioning.draft;

import java.util.List;

/** A file is no table that can be read. */
public final class TableException extends Exception {
  private final Why why;
  private final List<String> words;

  /** Why not. */
  public enum Why {
    /** More than 10 MiB, or more than 100 MiB once it is unpacked. */
    TOO_LARGE,
    /** More than 10,000 rows. */
    TOO_MANY_ROWS,
    /** Neither text with separators nor XLSX: damaged, or an older format. */
    UNREADABLE,
    /** No row names columns that are known. */
    NO_HEADER,
    /** Two columns are the same thing. */
    COLUMN_TWICE,
    /** A column that the map names is not in the list. */
    COLUMN_ABSENT,
    /** Nothing below the header. */
    EMPTY
  }

  TableException(Why why, String... words) {
    super(why + " " + List.of(words));
    this.why = why;
    this.words = List.of(words);
  }

  /** Why not. */
  public Why why() {
    return why;
  }

  /** What fills the placeholders of its words. */
  public List<String> words() {
    return words;
  }
}
