package eu.releve.edge.search.modbus;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.search.modbus.Listening.Outcome;
import eu.releve.edge.search.modbus.Probe.Care;
import eu.releve.profile.IdentityRegister.What;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Asks every address for two registers, first by function 3, then, who was silent, by function 4,
 * and so on in turn; who answers in whatever way is asked what it is.
 */
public final class ModbusSearch {
  /** Addresses that nobody gives: who answers at all of them answers at any. */
  private static final List<Integer> UNLIKELY = List.of(247, 241, 229);

  private static final int WORDS = 2;

  /**
   * In the first two looks nobody is waited for long. Of whoever is slow most are heard all the
   * same, and those are asked again in peace; one of eight speaks just while another is asked, and
   * is left to the third look.
   */
  private static final int HASTY_LOOKS = 2;

  /** Who was asked among the last so many may still be about to answer. */
  static final int RECENT = 5;

  private final Asker asker;
  private final Recogniser recogniser;
  private final SearchListener listener;
  private final Wanted wanted;
  private final int hastyLooks;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Integer> answered = new HashSet<>();
  private final Deque<Integer> recent = new ArrayDeque<>();

  /** What carries the requests. */
  public enum Medium {
    /** A line with devices on it. */
    LINE,
    /** A connection: one device, which may not look at the address, or a converter. */
    TCP
  }

  /**
   * What is looked for.
   *
   * @param units in this order, each 1 to 247.
   * @param looks over them at most, 1 to 6; a second only where somebody was heard.
   * @param expected ends when so many meters are found; 0 for never.
   * @param displays what stands on displays, by address.
   */
  public record Wanted(
      Medium medium, List<Integer> units, int looks, int expected, Map<Integer, Display> displays) {
    /** Every address that the protocol has. */
    public static final List<Integer> ALL = IntStream.rangeClosed(1, 247).boxed().toList();

    public Wanted {
      units = List.copyOf(units);
      displays = Map.copyOf(displays);
      require(!units.isEmpty(), "no address");
      units.forEach(unit -> require(1 <= unit && unit <= 247, "unit %d is not 1 to 247", unit));
      require(1 <= looks && looks <= 6, "%d looks are not 1 to 6", looks);
      require(expected >= 0, "%d expected", expected);
    }
  }

  /** A search that has asked nothing yet. */
  public ModbusSearch(Asker asker, Recogniser recogniser, SearchListener listener, Wanted wanted) {
    this(asker, recogniser, listener, wanted, HASTY_LOOKS);
  }

  private ModbusSearch(
      Asker asker, Recogniser recogniser, SearchListener listener, Wanted wanted, int hastyLooks) {
    this.hastyLooks = hastyLooks;
    this.asker = asker;
    this.recogniser = recogniser;
    this.listener = listener;
    this.wanted = wanted;
  }

  /** The same search, which waits for everybody as long as anybody may take. */
  public ModbusSearch inPeace() {
    return new ModbusSearch(asker, recogniser, listener, wanted, 0);
  }

  /**
   * Searches to the end.
   *
   * @return what was found, in the order of finding.
   * @throws IOException when the bus is broken.
   * @throws InterruptedException when it is to stop.
   */
  public List<Finding> run() throws IOException, InterruptedException {
    List<Integer> units = units();
    for (int look = 1; look <= wanted.looks() && (look == 1 || !findings.isEmpty()); look++) {
      for (int i = 0; i < units.size() && !isEnough(); i++) {
        listener.progress(look, i / (double) units.size());
        if (!answered.contains(units.get(i))) {
          // Behind the last ones nobody is asked during whom they could be heard.
          greet(units.get(i), look, look <= hastyLooks && i < units.size() - RECENT);
        }
      }
      recent.clear();
      listener.progress(look, 1);
    }
    return List.copyOf(findings);
  }

  private boolean isEnough() {
    long meters = findings.stream().filter(Finding.Meter.class::isInstance).count();
    return wanted.expected() > 0 && meters >= wanted.expected();
  }

  private List<Integer> units() throws IOException, InterruptedException {
    boolean all = wanted.units().containsAll(UNLIKELY);
    if (wanted.medium() == Medium.LINE || !all) {
      return wanted.units();
    }
    for (int unit : UNLIKELY) {
      if (asker.ask(greeting(unit, 1)) instanceof Answer.Silence
          && asker.ask(greeting(unit, 2)) instanceof Answer.Silence) {
        return wanted.units();
      }
    }
    int first = wanted.units().getFirst();
    listener.everywhere(first);
    return List.of(first);
  }

  private static Probe greeting(int unit, int look) {
    return new Probe.Registers(
        unit, new RegisterRange(look % 2 == 1 ? 3 : 4, 0, WORDS), Care.BRIEF);
  }

  /**
   * Asks in haste, so that an empty address costs little. When something is heard that is no
   * answer, it may be the late one of somebody who was asked before: these are asked again in
   * peace.
   */
  private void greet(int unit, int look, boolean hasty) throws IOException, InterruptedException {
    Probe greeting = greeting(unit, look);
    Answer answer = asker.ask(hasty ? greeting.with(Care.HASTY) : greeting);
    if (!(answer instanceof Answer.Silence)) {
      visit(unit, greeting);
    }
    if (answer instanceof Answer.Garbled) {
      for (int before : List.copyOf(recent)) {
        if (!answered.contains(before)
            && !(asker.ask(greeting(before, look)) instanceof Answer.Silence)) {
          visit(before, greeting(before, look));
        }
      }
    }
    recent.addLast(unit);
    if (recent.size() > RECENT) {
      recent.removeFirst();
    }
  }

  private void visit(int unit, Probe greeting) throws IOException, InterruptedException {
    Listening listening = new Listening(asker);
    switch (listening.steady(greeting)) {
      case Outcome.Nobody noise -> {}
      case Outcome.Several several -> found(new Finding.Several(unit));
      case Outcome.Clear clear -> {
        Optional<Display> display = Optional.ofNullable(wanted.displays().get(unit));
        Finding finding = new Interview(asker, recogniser, display, unit).finding();
        // Of whom nothing was recognised it has to be sure by itself that he is alone.
        boolean doubtful = finding instanceof Finding.Meter meter && !meter.isRecognised();
        found(
            doubtful && listening.steady(greeting) instanceof Outcome.Several
                ? new Finding.Several(unit)
                : finding);
      }
    }
  }

  private void found(Finding finding) {
    answered.add(finding.unit());
    Optional<Integer> first =
        finding instanceof Finding.Meter meter ? sameAs(meter) : Optional.empty();
    if (first.isPresent()) {
      listener.again(finding.unit(), first.get());
      return;
    }
    findings.add(finding);
    listener.found(finding);
  }

  /** On a line each device has its own address; a serial number of zeros is none. */
  private Optional<Integer> sameAs(Finding.Meter meter) {
    String serial = meter.identity().getOrDefault(What.SERIAL, "");
    if (wanted.medium() == Medium.LINE || serial.matches("0*")) {
      return Optional.empty();
    }
    return findings.stream()
        .filter(other -> other instanceof Finding.Meter known && known.isSame(meter))
        .map(Finding::unit)
        .findFirst();
  }
}
