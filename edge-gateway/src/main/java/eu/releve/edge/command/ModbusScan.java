package eu.releve.edge.command;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.ModbusMaster;
import eu.releve.edge.link.ModbusTcpLink;
import eu.releve.edge.search.modbus.Answer;
import eu.releve.edge.search.modbus.Asker;
import eu.releve.edge.search.modbus.Finding;
import eu.releve.edge.search.modbus.LineAsker;
import eu.releve.edge.search.modbus.ModbusSearch;
import eu.releve.edge.search.modbus.ModbusSearch.Medium;
import eu.releve.edge.search.modbus.Probe;
import eu.releve.edge.search.modbus.Recogniser;
import eu.releve.edge.search.modbus.SearchListener;
import eu.releve.edge.search.modbus.TcpAsker;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.SerialLine;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One scan of a Modbus: its settings, one after the other, and the search with each. */
final class ModbusScan {
  private final List<Pass> passes;
  private final Recogniser recogniser;
  private final ModbusSearch.Wanted wanted;
  private final ModbusScanWords words;
  private final Optional<AnswerLog> log;

  /** A way to ask that is open. */
  record Way(Asker asker, Runnable close) {}

  /** How it is opened. */
  @FunctionalInterface
  interface Opening {
    /**
     * Opens it.
     *
     * @throws IOException when it is not there.
     */
    Way open() throws IOException;
  }

  /**
   * One pass over the addresses.
   *
   * @param settings of the line; nothing where there is none.
   */
  record Pass(Optional<LineSettings> settings, Opening opening) {
    /** On a line, set so. */
    static Pass on(
        LineOpener opener,
        LineSettings settings,
        Duration patience,
        BootClock clock,
        Capture capture) {
      return new Pass(
          Optional.of(settings),
          () -> {
            SerialLine line = opener.open();
            Exchange exchange = new Exchange(line, Exchange.Echo.PERHAPS, capture);
            ModbusMaster master = new ModbusMaster(exchange, patience, clock);
            return new Way(new LineAsker(master, patience), line::close);
          });
    }

    /** Over Modbus TCP. */
    static Pass on(Endpoint endpoint, Duration patience, BootClock clock) {
      return new Pass(
          Optional.empty(),
          () -> {
            ModbusTcpLink link = new ModbusTcpLink(endpoint, patience, clock);
            return new Way(new TcpAsker(link, clock), link::close);
          });
    }

    /** {@code 9600 8N1}; {@code tcp} where there is no line. */
    @Override
    public String toString() {
      return settings.map(set -> set.baud() + " " + ModbusScanWords.frame(set)).orElse("tcp");
    }
  }

  /** A scan that has asked nothing yet. */
  ModbusScan(
      List<Pass> passes,
      Recogniser recogniser,
      ModbusSearch.Wanted wanted,
      ModbusScanWords words,
      Optional<AnswerLog> log) {
    this.passes = List.copyOf(passes);
    this.recogniser = recogniser;
    this.wanted = wanted;
    this.words = words;
    this.log = log;
  }

  /** A way that is opened when something is asked that the file does not know. */
  private static final class LateAsker implements Asker, AutoCloseable {
    private final Opening opening;
    private @Nullable Way way;

    LateAsker(Opening opening) {
      this.opening = opening;
    }

    @Override
    public Answer ask(Probe probe) throws IOException, InterruptedException {
      Way open = way;
      if (open == null) {
        open = opening.open();
        way = open;
      }
      return open.asker().ask(probe);
    }

    @Override
    public void close() {
      if (way != null) {
        way.close().run();
      }
    }
  }

  /**
   * Scans to the end, or until so many meters are found as are expected. A line on which haste has
   * found nobody is scanned once more in peace: somebody may be slow.
   *
   * @throws IOException when the line is broken or cannot be opened.
   * @throws InterruptedException when it is to stop.
   */
  void run() throws IOException, InterruptedException {
    run(UnaryOperator.identity());
    if (words.meters() == 0 && wanted.medium() == Medium.LINE) {
      words.note("modbus.peace");
      run(ModbusSearch::inPeace);
    }
  }

  private void run(UnaryOperator<ModbusSearch> pace) throws IOException, InterruptedException {
    for (Pass pass : passes) {
      int missing = wanted.expected() - words.meters();
      if (wanted.expected() > 0 && missing <= 0) {
        return;
      }
      if (log.isPresent()) {
        log.get().mark("line " + pass);
      }
      words.line(pass.settings());
      try (LateAsker live = new LateAsker(pass.opening())) {
        ModbusSearch.Wanted left =
            new ModbusSearch.Wanted(
                wanted.medium(),
                wanted.units(),
                wanted.looks(),
                Math.max(0, missing),
                wanted.displays());
        Asker asker = log.isPresent() ? over(log.get(), live) : live;
        ModbusSearch search = new ModbusSearch(asker, recogniser, listener(pass), left);
        List<Finding> unused = pace.apply(search).run();
      }
    }
  }

  /** Answers from the file as long as it has answers, then asks and writes down. */
  private static Asker over(AnswerLog log, Asker live) {
    return probe -> {
      Optional<String> known = log.remembered(probe.toString());
      if (known.isPresent()) {
        return Answer.of(known.get());
      }
      Answer fresh = live.ask(probe);
      log.write(probe.toString(), fresh.toString());
      return fresh;
    };
  }

  private SearchListener listener(Pass pass) {
    return new SearchListener() {
      @Override
      public void found(Finding finding) {
        words.found(finding, pass.settings());
      }

      @Override
      public void again(int unit, int first) {
        words.note("modbus.again", Integer.toString(unit), Integer.toString(first));
      }

      @Override
      public void everywhere(int unit) {
        words.note("modbus.everywhere", Integer.toString(unit));
      }

      @Override
      public void progress(int look, double share) {
        words.progress(look, share);
      }
    };
  }
}
