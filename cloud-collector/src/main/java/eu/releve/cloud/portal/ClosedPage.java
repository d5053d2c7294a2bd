package eu.releve.cloud.portal;

import java.util.List;

/**
 * What the page of one closed period shows.
 *
 * @param back where all of them are listed.
 * @param title of which days and which place it is.
 * @param closed who closed it, when and why.
 * @param list as it was closed.
 * @param pending what the figures say now and nobody has booked yet.
 * @param booked what later closings booked of it.
 */
record ClosedPage(
    String back,
    String title,
    IndexPage.Closed closed,
    IndexTable list,
    List<IndexTable.Change> pending,
    List<IndexTable.Change> booked) {
  ClosedPage {
    pending = List.copyOf(pending);
    booked = List.copyOf(booked);
  }
}
