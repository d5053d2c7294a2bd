package eu.releve.edge.commission;

import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.Tally;
import eu.releve.edge.poll.Today;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cellar whose meters say what a test lets them say. */
public final class PlayedCellar {
  private static final Tally.Counts QUIET =
      new Tally.Counts(0, 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private SitePlan plan;
  private final ManualClock clock;
  private final Map<MeterId, Map<RegisterName, MeterView.LastValue>> values = new LinkedHashMap<>();
  private final Map<MeterId, MeterView.Heard> words = new LinkedHashMap<>();
  private final List<MeterId> asked = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Of that plan, at that time. */
  public PlayedCellar(String plan, ManualClock clock) throws Exception {
    this.plan = SitePlans.load("plan.yaml", plan, Profiles.bundled());
    this.clock = clock;
  }

  /** Another plan is followed from now on; what was read by the one before is forgotten. */
  public void follows(String text) throws Exception {
    plan = SitePlans.load("plan.yaml", text, Profiles.bundled());
    values.clear();
    words.clear();
  }

  /** A meter was read now. */
  public void says(String meter, String register, long value) {
    values
        .computeIfAbsent(new MeterId(meter), id -> new LinkedHashMap<>())
        .put(
            RegisterName.parse(register),
            new MeterView.LastValue(RegisterName.parse(register), value, 0, clock.bootMillis()));
  }

  /** A meter has answered with those words, from that holding register on. */
  public void answers(String meter, int address, String hex) {
    RegisterBlock block = new RegisterBlock(3, address, HexFormat.of().parseHex(hex));
    words.put(new MeterId(meter), new MeterView.Heard(block, clock.bootMillis()));
  }

  /** The gateway started again: nothing was read yet. */
  public void forget() {
    values.clear();
    words.clear();
  }

  /** Meters that were asked out of their turn. */
  public List<MeterId> asked() {
    return asked;
  }

  /** What was noted. */
  public List<String> notes() {
    return notes;
  }

  private List<LaneView> lanes() {
    List<MeterView> meters =
        plan.meters().stream()
            .map(
                meter ->
                    new MeterView(
                        meter.id(),
                        Condition.ANSWERS,
                        0,
                        "",
                        List.copyOf(values.getOrDefault(meter.id(), Map.of()).values()),
                        Optional.empty(),
                        Optional.ofNullable(words.get(meter.id())).stream().toList()))
            .toList();
    return List.of(
        new LaneView(
            new BusId("cellar"),
            "modbus-tcp tcp://127.0.0.1:1",
            true,
            true,
            0,
            "",
            0,
            0,
            QUIET,
            meters));
  }

  /** Commissioning over it. */
  public Commissioning commissioning(Notebook notebook, Path folder) {
    return new Commissioning(
        new Commissioning.World(
            () -> plan,
            this::lanes,
            asked::add,
            notebook,
            clock,
            new Today(() -> plan.zone(), clock),
            (code, text) -> notes.add(code + ": " + text)),
        new Photos(folder.resolve("photos"), notebook));
  }
}
