package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Boxes.Notice;
import java.util.List;
import java.util.Optional;

/**
 * What the page of index lists shows.
 *
 * @param form as it was filled in.
 * @param title of which days and which place the list is.
 * @param list nothing where it may not be looked at, or cannot.
 * @param why there is no list; else empty.
 * @param files the list as files; none without it.
 * @param open why these days cannot be closed now; empty where they can.
 * @param closed the periods that are closed, the newest first.
 * @param told what came of what was asked.
 */
record IndexPage(
    Form form,
    String title,
    Optional<IndexTable> list,
    String why,
    List<FileLink> files,
    String open,
    List<Closed> closed,
    Optional<Notice> told) {
  IndexPage {
    files = List.copyOf(files);
    closed = List.copyOf(closed);
  }

  /** Whether there are days that can be closed. */
  boolean isClosable() {
    return open.isEmpty();
  }

  /**
   * The fields of the forms.
   *
   * @param path where they are sent.
   * @param first day, as a field of dates writes it.
   * @param last day, which is in the period.
   * @param latest the last day that is over.
   * @param lot its name; empty for the whole building.
   * @param reason as it was typed.
   */
  record Form(
      String path,
      String first,
      String last,
      String latest,
      String lot,
      List<Option> lots,
      String reason) {
    Form {
      lots = List.copyOf(lots);
    }
  }

  /** A lot to choose. */
  record Option(String name, String title, boolean chosen) {}

  /**
   * A file to keep.
   *
   * @param name of its kind, as people know it.
   * @param label the same with what it holds, for those who hear it.
   */
  record FileLink(String name, String link, String label) {}

  /** A period that is closed. */
  record Closed(String title, String link, String made, String reason, List<FileLink> files) {
    Closed {
      files = List.copyOf(files);
    }
  }
}
