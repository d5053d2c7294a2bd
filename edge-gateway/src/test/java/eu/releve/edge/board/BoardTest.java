package eu.releve.edge.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.pi4j.boardinfo.util.BoardInfoHelper;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProviderImpl;
import eu.releve.document.DocumentException;
import eu.releve.edge.board.Board.Input;
import eu.releve.edge.board.Board.Light;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.pulse.Chips;
import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.EdgeSource;
import eu.releve.profile.PulseContact.Wiring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boards as data, their lights and relay on Pi4J's mock pins, their button on edges. */
class BoardTest {
  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final List<String> wishes = new ArrayList<>();
  private final Line button = new Line();
  private Health health = new Health(true, true);

  @Test
  void theProgramKnowsThreeBoards() throws Exception {
    assertThat(Boards.of("pi-4").chip()).isEqualTo("pinctrl-bcm2711");
    assertThat(Boards.of("pi-4").inputs().get("di1")).isEqualTo(new Input(5, Wiring.TO_GROUND));
    assertThat(Boards.of("pi-5").chip()).isEqualTo("pinctrl-rp1");
    assertThat(Boards.of("pi-5").lights()).containsOnlyKeys(Light.values());
    assertThat(Boards.of("generic").hasPanel()).isFalse();
    assertThat(Boards.of("generic").inputs()).isEmpty();
  }

  @Test
  void anotherBoardIsAFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("box.yaml"),
            """
            board: box
            chip: /dev/gpiochip1
            inputs: [ { name: in1, line: 3, contact: driven-low } ]
            lights: { meters: 4 }
            relay: 5
            """);
    assertThat(Boards.of(file.toString()))
        .isEqualTo(
            new Board(
                "box",
                "/dev/gpiochip1",
                Map.of("in1", new Input(3, Wiring.DRIVEN_LOW)),
                Map.of(Light.METERS, 4),
                Optional.empty(),
                Optional.of(5)));
  }

  @Test
  void aBoardThatCannotBeIsRefusedWithItsLine() {
    refused("board: box\nchip: c\nrelay: 5\nbutton: 5\n", "uses a line for two things");
    refused("board: box\nrelay: 5\n", "has lines and no chip");
    refused("board: box\nlamps: 1\n", "box.yaml:2: lamps: wanted ");
    refused(
        "board: box\nchip: c\ninputs: [ { name: a, line: 1, contact: open } ]\n",
        "box.yaml:3: contact: wanted ");
    assertThatThrownBy(() -> Boards.of(folder.resolve("none.yaml").toString()))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void lightsAndRelayTellHowTheGatewayIs() throws Exception {
    FrontPanel ended;
    try (Pins pins = mock();
        FrontPanel panel = panel(Boards.of("pi-4"), pins)) {
      ended = panel;
      panel.look();
      assertThat(lit(panel)).containsExactly(true, true, true, true);
      health = new Health(false, false);
      panel.look();
      assertThat(lit(panel)).as("lit for half a second").containsExactly(true, true, true, false);
      clock.advance(500);
      panel.look();
      assertThat(lit(panel)).containsExactly(true, false, false, false);
      health = new Health(true, true);
      panel.look();
      assertThat(lit(panel)).containsOnly(true);
    }
    assertThat(lit(ended)).as("nobody watches any more").containsOnly(false);
  }

  @Test
  void theButtonAsksForEnrolmentWhenItIsPressedShortlyAndForARestartWhenItIsHeld()
      throws Exception {
    try (Pins pins = mock();
        FrontPanel panel = panel(Boards.of("pi-5"), pins)) {
      press(panel, 300);
      assertThat(wishes).containsExactly("enrol");
      press(panel, 3_000);
      press(panel, 20);
      assertThat(wishes).as("neither short nor long").containsExactly("enrol");
      press(panel, 9_000);
      assertThat(wishes).containsExactly("enrol", "restart");
      press(panel, 100);
      assertThat(wishes).containsExactly("enrol", "restart", "enrol");
    }
  }

  // A quick finger between two looks, and a program that stood still: the kernel has kept both.
  @Test
  void whatTheButtonDidWhileNobodyLookedCountsByItsOwnTimes() throws Exception {
    try (Pins pins = mock();
        FrontPanel panel = panel(Boards.of("pi-5"), pins)) {
      panel.look();
      button.moves(true, 10);
      button.moves(false, 70);
      button.passes(30);
      panel.look();
      assertThat(wishes).containsExactly("enrol");
      button.moves(true, 10);
      button.moves(false, 1_000);
      button.passes(30_000);
      panel.look();
      assertThat(wishes).as("not held until somebody looked").containsExactly("enrol", "enrol");
    }
  }

  @Test
  void aButtonThatCannotBeHadIsToldOnceAndLightsGoOn() throws Exception {
    try (Pins pins = mock();
        FrontPanel panel = panel(Boards.of("pi-4"), pins)) {
      button.fault = "another program has it";
      panel.look();
      panel.look();
      assertThat(wishes).containsExactly("unusable button: another program has it");
      assertThat(lit(panel)).containsOnly(true);
      button.fault = "";
      panel.look();
      press(panel, 300);
      assertThat(wishes).endsWith("enrol").hasSize(2);
    }
  }

  // Pi4J's own choice is the first whose label has "pinctrl" in it.
  @Test
  void linesAreThoseOfTheBoardsChipAndOfNoOther() throws Exception {
    List<String> asked = new ArrayList<>();
    class Asking extends MockDigitalOutputProviderImpl {
      @Override
      public DigitalOutputProvider initialize(Context context) {
        asked.add(context.properties().get("gpio.chip.name"));
        return super.initialize(context);
      }
    }
    Board board = Boards.of("pi-5");
    try (Pins pins =
        Pins.of(
            board,
            chip -> {
              asked.add(chip);
              return "gpiochip4";
            },
            Asking::new)) {
      assertThat(pins.output(board, "relay", 25).isLow()).isTrue();
    }
    assertThat(asked).containsExactly("pinctrl-rp1", "gpiochip4");
  }

  @Test
  void aChipThatIsNotThereIsNamedWithTheBoard() {
    assertThatThrownBy(() -> chipOf("pinctrl-nobody"))
        .isInstanceOf(BoardException.class)
        .hasMessageStartingWith("board box: wanted the GPIO chip 'pinctrl-nobody', found ");
    assertThatThrownBy(() -> chipOf("/dev/null"))
        .isInstanceOf(BoardException.class)
        .hasMessage(
            "board box: /dev/null: wanted a line of a GPIO chip, found something that is no GPIO"
                + " chip (error 25)");
  }

  private static Pins chipOf(String chip) throws Exception {
    Board box = Boards.parse("box.yaml", "board: box\nchip: " + chip + "\nrelay: 5\n");
    return Pins.of(box, Chips::kernelName, MockDigitalOutputProvider::newInstance);
  }

  // No machine that builds this is a Raspberry Pi.
  @Test
  void aMachineWithoutSuchPinsIsNamed() throws Exception {
    Board board = Boards.of("pi-4");
    assumeThat(BoardInfoHelper.runningOnRaspberryPi()).isFalse();
    assertThatThrownBy(() -> Pins.ofMachine(board))
        .isInstanceOf(BoardException.class)
        .hasMessage(
            "board pi-4: wanted a Raspberry Pi for its lights and relay, found another machine");
  }

  private static void refused(String text, String because) {
    assertThatThrownBy(() -> Boards.parse("box.yaml", text))
        .as(text)
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(because);
  }

  private static Pins mock() throws BoardException {
    return Pins.of(
        new Board("any", "any", Map.of(), Map.of(), Optional.empty(), Optional.of(1)),
        chip -> "gpiochip0",
        MockDigitalOutputProvider::newInstance);
  }

  private FrontPanel panel(Board board, Pins pins) throws Exception {
    return FrontPanel.over(
        board,
        new FrontPanel.Wires(Optional.of(pins), Optional.of(button)),
        clock,
        () -> health,
        new FrontPanel.Wishes() {
          @Override
          public void enrol() {
            wishes.add("enrol");
          }

          @Override
          public void safeRestart() {
            wishes.add("restart");
          }

          @Override
          public void unusable(String why) {
            wishes.add("unusable " + why);
          }
        });
  }

  /** With a look each 100 ms, as the panel's thread has it. */
  private void press(FrontPanel panel, long millis) {
    panel.look();
    button.moves(true, 0);
    for (long passed = 0; passed + 100 < millis; passed += 100) {
      button.passes(100);
      panel.look();
    }
    button.moves(false, millis - button.sinceMillis());
    panel.look();
    button.passes(100);
    panel.look();
  }

  /** A line as the kernel keeps its edges. */
  private static final class Line implements EdgeSource {
    private static final long MILLI = 1_000_000;

    private final List<Edge> waiting = new ArrayList<>();
    private long nanos;
    private long movedNanos;
    private long sequence;
    private boolean open;
    private String fault = "";

    void passes(long millis) {
      nanos += millis * MILLI;
    }

    /** The button closes or opens when that time has passed. */
    void moves(boolean closed, long millis) {
      passes(millis);
      movedNanos = nanos;
      waiting.add(new Edge(closed, nanos, ++sequence));
    }

    /** How long ago it moved. */
    long sinceMillis() {
      return (nanos - movedNanos) / MILLI;
    }

    @Override
    public void drain(Sink sink) {
      if (!open) {
        open = true;
        sink.opened(0);
        sink.edge(0, new Edge(false, nanos, 0));
      }
      waiting.forEach(edge -> sink.edge(0, edge));
      waiting.clear();
    }

    @Override
    public String fault(int input) {
      return fault;
    }

    @Override
    public long nowNanos() {
      return nanos;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  /** Running, network, meters, relay. */
  private static List<Boolean> lit(FrontPanel panel) {
    return panel.outputs().stream().map(DigitalOutput::isHigh).toList();
  }
}
