package eu.releve.edge.poll;

import eu.releve.edge.board.Board;
import eu.releve.edge.poll.PulseLine.PulseMeter;
import eu.releve.edge.pulse.EdgeSources;
import eu.releve.edge.pulse.InputLine;
import eu.releve.edge.state.Notebook;
import eu.releve.profile.Access;
import eu.releve.profile.PulseContact.Wiring;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import java.util.ArrayList;
import java.util.List;

/** What a plan says of a bus of contacts. */
final class PulsePlan {
  private PulsePlan() {}

  /**
   * The bus with its lines, each once, and the meters at them.
   *
   * @param polled the same meters, in the same order.
   */
  static PulseLine line(
      Bus.Gpio bus, List<Meter> meters, List<PolledMeter> polled, Board board, Notebook notebook) {
    List<InputLine> lines = new ArrayList<>();
    List<PulseMeter> counted = new ArrayList<>();
    for (int i = 0; i < meters.size(); i++) {
      Meter meter = meters.get(i);
      if (!(meter.access() instanceof Access.Pulsed pulsed)) {
        throw new IllegalStateException("meter " + meter.id() + " gives no pulses");
      }
      InputLine at = at(bus, meter, pulsed.contact().wiring(), board);
      int input = placeOf(at, lines);
      if (input < 0) {
        input = lines.size();
        lines.add(at);
      }
      counted.add(new PulseMeter(input, polled.get(i), pulsed));
    }
    return new PulseLine(
        bus.id(), EdgeSources.place(bus), EdgeSources.of(bus, lines), counted, notebook);
  }

  /** A meter's successor has its line, and its wiring. */
  private static int placeOf(InputLine at, List<InputLine> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).chip().equals(at.chip()) && lines.get(i).offset() == at.offset()) {
        return i;
      }
    }
    return -1;
  }

  private static InputLine at(Bus.Gpio bus, Meter meter, Wiring wiring, Board board) {
    return switch (meter.address()) {
      case Address.Line line -> new InputLine(chip(bus), line.offset(), wiring);
      case Address.Input input -> {
        Board.Input its = board.inputs().get(input.name());
        if (its == null) {
          throw new IllegalStateException("board " + board.name() + " has no " + input);
        }
        yield new InputLine(board.chip(), its.line(), its.wiring());
      }
      case Address.Unit unit -> throw stranger(meter);
      case Address.Primary primary -> throw stranger(meter);
      case Address.Secondary secondary -> throw stranger(meter);
      case Address.Held held -> throw stranger(meter);
      case Address.Nodes nodes -> throw stranger(meter);
      case Address.Channel channel -> throw stranger(meter);
      case Address.Alone alone -> throw stranger(meter);
    };
  }

  private static IllegalStateException stranger(Meter meter) {
    return new IllegalStateException("meter " + meter.id() + " is at no line");
  }

  private static String chip(Bus.Gpio bus) {
    return switch (bus.pins()) {
      case Bus.Pins.Chip chip -> chip.path();
      case Bus.Pins.OfBoard board -> "board";
      case Bus.Pins.Played played -> "played";
    };
  }
}
