package eu.releve.edge.command;

import eu.releve.edge.link.MbusMaster;
import eu.releve.edge.search.Answer;
import eu.releve.edge.search.Asker;
import eu.releve.edge.search.BusAsker;
import eu.releve.edge.search.Finding;
import eu.releve.edge.search.PrimarySearch;
import eu.releve.edge.search.Probe;
import eu.releve.edge.search.SearchListener;
import eu.releve.edge.search.SecondarySearch;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.SerialLine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One scan of an M-Bus: its lines, one after the other, and the searches on each. */
final class MbusScan {
  private final Wanted wanted;
  private final IntFunction<LineOpener> lines;
  private final MbusScanWords words;
  private final Optional<ScanFile> file;

  /**
   * What is to be scanned.
   *
   * @param bauds in this order.
   * @param secondary whether by selection.
   * @param primary whether by primary address.
   * @param hearing what comes through of a collision.
   * @param patience how much longer than the norm an answer may take.
   */
  record Wanted(
      List<Integer> bauds,
      boolean secondary,
      boolean primary,
      SecondarySearch.Limits limits,
      SecondarySearch.Hearing hearing,
      Duration patience) {
    Wanted {
      bauds = List.copyOf(bauds);
    }
  }

  /**
   * A scan that has asked nothing yet.
   *
   * @param lines by baud rate.
   */
  MbusScan(
      Wanted wanted, IntFunction<LineOpener> lines, MbusScanWords words, Optional<AnswerLog> log) {
    this.wanted = wanted;
    this.lines = lines;
    this.words = words;
    this.file = log.map(ScanFile::new);
  }

  /** A line that is opened when something is asked that the file does not know. */
  private static final class LateAsker implements Asker, AutoCloseable {
    private final LineOpener opener;
    private final Duration patience;
    private @Nullable SerialLine line;
    private @Nullable Asker asker;

    LateAsker(LineOpener opener, Duration patience) {
      this.opener = opener;
      this.patience = patience;
    }

    @Override
    public Answer ask(Probe probe) throws IOException, InterruptedException {
      Asker open = asker;
      if (open == null) {
        SerialLine fresh = opener.open();
        line = fresh;
        Exchange exchange = new Exchange(fresh, Exchange.Echo.PERHAPS, Capture.NONE);
        open = new BusAsker(new MbusMaster(exchange, patience));
        asker = open;
      }
      return open.ask(probe);
    }

    @Override
    public void close() {
      if (line != null) {
        line.close();
      }
    }
  }

  /**
   * Scans to the end.
   *
   * @throws IOException when the line is broken or cannot be opened.
   * @throws InterruptedException when it is to stop.
   */
  void run() throws IOException, InterruptedException {
    for (int baud : wanted.bauds()) {
      if (file.isPresent()) {
        file.get().line(baud);
      }
      words.line(baud);
      try (LateAsker live = new LateAsker(lines.apply(baud), wanted.patience())) {
        scan(file.isPresent() ? file.get().over(live) : live, baud);
      }
    }
  }

  private void scan(Asker asker, int baud) throws IOException, InterruptedException {
    SearchListener listener =
        new SearchListener() {
          @Override
          public void found(Finding finding) {
            words.found(finding, baud);
          }

          @Override
          public void progress(int look, double share) {
            words.progress(look, share);
          }
        };
    if (wanted.secondary()) {
      List<Finding> unused =
          new SecondarySearch(asker, listener, wanted.limits(), wanted.hearing()).run();
    }
    if (wanted.primary()) {
      words.primary();
      List<Finding> unused = new PrimarySearch(asker, listener, wanted.limits().looks()).run();
    }
  }
}
