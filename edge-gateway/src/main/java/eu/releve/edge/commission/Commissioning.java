package eu.releve.edge.commission;

import static eu.releve.measure.Require.require;

import eu.releve.document.DocumentException;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.commission.Entry.When;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView.LastValue;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list that an installer goes through: what was typed, what is read around it, what follows.
 *
 * <p>May be asked by any thread. Whoever runs it calls {@link #look} every other second.
 */
public final class Commissioning {
  /** Why a meter cannot be looked at, in so many characters. */
  public static final int WHY_MAX = 200;

  private static final String DISPLAY = "commission-display";
  private static final String SKIPPED = "commission-skip";
  private static final int OTHERS_MAX = 3;

  /** Idle phases of honest meters show some watts either way. */
  private static final long OUTWARD_MILLIWATT = 20_000;

  /** So long is waited for meters that have not been read since the start. */
  private static final long COMPLETE_MILLIS = 900_000;

  private static final long SUMS_EVERY_MILLIS = 60_000;
  private static final Logger LOG = LoggerFactory.getLogger(Commissioning.class);

  private final World world;
  private final Photos photos;
  private final SumWatch sums;
  private final long startedBootMillis;
  private final Map<MeterId, Waiting> waiting = new HashMap<>();
  private long nextSumsBootMillis;

  /**
   * What it needs.
   *
   * @param installed the plan that is followed now.
   * @param lanes what is read now.
   * @param readNow asks a meter out of its turn.
   * @param notebook that outlives the program.
   * @param clock for instants.
   * @param today the building's day; nothing while nobody knows it.
   * @param note keeps what happened, by code and text.
   */
  public record World(
      Supplier<SitePlan> installed,
      Supplier<List<LaneView>> lanes,
      Predicate<MeterId> readNow,
      Notebook notebook,
      BootClock clock,
      Supplier<Optional<LocalDate>> today,
      BiConsumer<String, String> note) {
    SitePlan plan() {
      return installed.get();
    }
  }

  /** Since when a reading is awaited, and what other meters read then. */
  private record Waiting(long sinceBootMillis, Map<MeterId, Long> others) {}

  /** One that goes on where the last stopped. */
  public Commissioning(World world, Photos photos) {
    this.world = world;
    this.photos = photos;
    this.sums = new SumWatch(world.notebook(), world.note());
    this.startedBootMillis = world.clock().bootMillis();
    this.nextSumsBootMillis = startedBootMillis;
    Sight sight = sight();
    for (Meter meter : world.plan().meters()) {
      Optional<Entry> entry = entry(meter.id());
      // Whatever is read from now on came after it was typed.
      if (entry.map(Entry::waits).orElse(false)) {
        waiting.put(meter.id(), new Waiting(Long.MIN_VALUE, Map.of()));
      }
      entry.filter(its -> its.basis().isEmpty()).ifPresent(its -> adopt(meter, its, sight));
    }
  }

  /** An earlier version did not keep what it was compared on: it is taken for what is there now. */
  private void adopt(Meter meter, Entry entry, Sight sight) {
    Subject subject = sight.subject(meter, Optional.of(entry.register()));
    Entry.Basis basis =
        new Entry.Basis(
            sight.footing(meter, entry.register()),
            verdict(subject, Optional.of(entry), sight).isConfirmed());
    world.notebook().write(DISPLAY, meter.id().value(), entry.on(basis).text());
  }

  /** The plan. */
  public SitePlan plan() {
    return world.plan();
  }

  /** The photos of its plates. */
  public Photos photos() {
    return photos;
  }

  /** What the gateway's clock says now. */
  public When now() {
    return Sight.when(world.clock(), world.clock().bootMillis());
  }

  private Sight sight() {
    return Sight.of(world);
  }

  /** All meters that are installed, in the order of the plan. */
  public synchronized List<Line> lines() {
    Sight sight = sight();
    return sight.meters().stream().map(meter -> line(meter, sight)).toList();
  }

  /** One of them. */
  public synchronized Optional<Line> line(MeterId meter) {
    Sight sight = sight();
    return sight.meter(meter).map(one -> line(one, sight));
  }

  private Line line(Meter meter, Sight sight) {
    Optional<Entry> entry = entry(meter.id());
    Subject subject = sight.subject(meter, entry.map(Entry::register));
    return new Line(
        subject,
        plan().point(meter.point()).flatMap(Point::lot).flatMap(plan()::lot),
        sight.condition(meter.id()),
        subject.register().flatMap(name -> sight.reading(meter.id(), name)).map(sight::said),
        entry,
        verdict(subject, entry, sight),
        photos.of(meter.id()));
  }

  private Verdict verdict(Subject subject, Optional<Entry> entry, Sight sight) {
    if (entry.isEmpty()) {
      Optional<String> why = world.notebook().find(SKIPPED, subject.meter().id().value());
      return why.isPresent() ? new Verdict.Skipped(why.get()) : new Verdict.NotEntered();
    }
    Entry its = entry.get();
    if (!its.standsOn(sight.footing(subject.meter(), its.register()))) {
      return new Verdict.Changed(its.basis().map(Entry.Basis::confirmed).orElse(false));
    }
    List<Rereading> rereadings = Sight.rereadings(its, subject);
    if (its.after().isEmpty() || its.before().isEmpty()) {
      // What is read in a wrong order is often no value at all.
      return Rereading.explaining(rereadings, its.typed(), its.register().quantity())
          .<Verdict>map(Verdict.Differs::new)
          .orElse(its.after().isEmpty() ? new Verdict.Waits() : new Verdict.Again());
    }
    MeterId own = subject.meter().id();
    List<Comparison.Other> others =
        its.others().stream().map(other -> new Comparison.Other(other, fits(other, own))).toList();
    return new Comparison(
            its.typed(),
            its.register().quantity(),
            new Window(its.before().get().value(), its.after().get().value(), subject.resolution()),
            subject.meter().ratio(),
            opposite(its, subject),
            its.outward(),
            others,
            rereadings)
        .verdict();
  }

  private boolean fits(MeterId of, MeterId other) {
    return entry(of).map(its -> its.others().contains(other)).orElse(false);
  }

  private static Optional<Window> opposite(Entry entry, Subject subject) {
    return entry.oppositeBefore().isPresent() && entry.oppositeAfter().isPresent()
        ? Optional.of(
            new Window(
                entry.oppositeBefore().get(), entry.oppositeAfter().get(), subject.resolution()))
        : Optional.empty();
  }

  private Optional<Entry> entry(MeterId meter) {
    Optional<String> kept = world.notebook().find(DISPLAY, meter.value());
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Entry.parse(DISPLAY, kept.get()));
    } catch (DocumentException damaged) {
      LOG.warn("display is forgotten meter={} reason={}", meter, damaged.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Takes what a display says, asks the meter at once, and waits for its next reading.
   *
   * @param value as it was typed.
   * @param unit the display's; nothing for the usual one.
   * @param register which counter is shown; nothing for the first one.
   * @throws IllegalArgumentException saying what is wanted and what was found.
   */
  public synchronized Line enter(
      MeterId meter, String value, Optional<String> unit, Optional<String> register) {
    Sight sight = sight();
    Meter its = installed(meter, sight);
    Subject subject =
        Subject.of(plan(), its, sight.values(meter), register.map(RegisterName::parse));
    RegisterName name =
        subject
            .register()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "meter %s: wanted one that counts, found no counter yet".formatted(meter)));
    Entry entry =
        new Entry(
            name,
            Typed.parse(value, unit(subject, name.quantity(), unit)),
            now(),
            sight.reading(meter, name).map(sight::said),
            Optional.empty(),
            sight.opposite(subject),
            Optional.empty(),
            List.of(),
            List.of(),
            new Entry.Words(sight.words(its, name, Long.MIN_VALUE), Optional.empty()),
            Optional.of(new Entry.Basis(sight.footing(its, name), false)));
    waiting.put(meter, new Waiting(world.clock().bootMillis(), sight.like(name.quantity())));
    keep(meter, entry);
    boolean unused = world.notebook().writeNow(SKIPPED, meter.value(), "");
    boolean isAsked = world.readNow().test(meter);
    LOG.info("display typed meter={} register={} asked={}", meter, name, isAsked);
    return line(its, sight);
  }

  private Meter installed(MeterId meter, Sight sight) {
    return sight
        .meter(meter)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "wanted a meter of plan %s, found '%s'".formatted(plan().site(), meter)));
  }

  private static Unit unit(Subject subject, Quantity quantity, Optional<String> symbol) {
    if (symbol.isEmpty()) {
      return subject.unit();
    }
    return Unit.of(symbol.get().replace("m³", "m3"))
        .filter(unit -> unit.measures(quantity))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unit: wanted one of %s, such as %s, found '%s'"
                        .formatted(quantity.id(), subject.unit().symbol(), symbol.get())));
  }

  private void keep(MeterId meter, Entry entry) {
    if (!world.notebook().writeNow(DISPLAY, meter.value(), entry.text())) {
      LOG.warn("display is not on the disk yet meter={}", meter);
    }
  }

  /**
   * Notes that a meter cannot be looked at today; what was typed before is forgotten.
   *
   * @param why 1 to 200 characters.
   * @throws IllegalArgumentException when there is no such meter, or nothing is said.
   */
  public synchronized Line skip(MeterId meter, String why) {
    Sight sight = sight();
    Meter its = installed(meter, sight);
    String said = why.strip();
    require(
        !said.isEmpty() && said.length() <= WHY_MAX,
        "why: wanted 1 to %d characters, found %d",
        WHY_MAX,
        said.length());
    waiting.remove(meter);
    world.notebook().write(DISPLAY, meter.value(), "");
    boolean unused = world.notebook().writeNow(SKIPPED, meter.value(), said);
    return line(its, sight);
  }

  /**
   * Takes a photo of a meter's plate.
   *
   * @throws IllegalArgumentException when there is no such meter, or no photo.
   * @throws IOException when it cannot be kept.
   */
  public Line photo(MeterId meter, InputStream photo) throws IOException {
    Meter its = installed(meter, sight());
    Photos.Photo kept = photos.keep(its.id(), photo);
    LOG.info("photo taken meter={} bytes={}", meter, kept.bytes());
    return line(meter).orElseThrow();
  }

  /** Takes the readings that were awaited, and looks whether a month is over. */
  public synchronized void look() {
    long now = world.clock().bootMillis();
    if (waiting.isEmpty() && now < nextSumsBootMillis) {
      return;
    }
    Sight sight = sight();
    List.copyOf(waiting.keySet()).forEach(meter -> await(meter, sight));
    if (now >= nextSumsBootMillis) {
      nextSumsBootMillis = now + SUMS_EVERY_MILLIS;
      List<SumGroup> groups = sight.groups();
      Snapshot snapshot = sight.snapshot(groups);
      boolean isComplete =
          snapshot.counts().size() == Sight.members(groups).size()
              || now - startedBootMillis >= COMPLETE_MILLIS;
      sums.look(world.today().get(), snapshot, groups, isComplete);
    }
  }

  private void await(MeterId meter, Sight sight) {
    Waiting since = waiting.getOrDefault(meter, new Waiting(Long.MIN_VALUE, Map.of()));
    Optional<Entry> entry = entry(meter);
    Optional<Meter> its = sight.meter(meter);
    if (entry.isEmpty() || its.isEmpty()) {
      waiting.remove(meter);
      return;
    }
    Footing footing = sight.footing(its.get(), entry.get().register());
    if (!entry.get().standsOn(footing)) {
      // What is read now says nothing of that display; should the plan go back, what is read then.
      waiting.put(meter, new Waiting(world.clock().bootMillis(), since.others()));
      return;
    }
    Optional<LastValue> came =
        sight
            .reading(meter, entry.get().register())
            .filter(value -> value.bootMillis() > since.sinceBootMillis());
    Entry heard =
        entry.get().with(sight.words(its.get(), entry.get().register(), since.sinceBootMillis()));
    Subject subject = sight.subject(its.get(), Optional.of(entry.get().register()));
    if (came.isEmpty() && verdict(subject, Optional.of(heard), sight).isWrong()) {
      waiting.remove(meter);
      keep(meter, heard);
    }
    if (came.isPresent()) {
      waiting.remove(meter);
      Entry complete =
          heard.with(
              sight.said(came.get()),
              sight.opposite(subject),
              outward(entry.get(), sight.values(meter)),
              others(meter, entry.get(), since, sight));
      boolean confirmed = verdict(subject, Optional.of(complete), sight).isConfirmed();
      keep(meter, complete.on(new Entry.Basis(footing, confirmed)));
    }
  }

  /** By phase where the meter tells, else of the sum. */
  private static List<String> outward(Entry entry, List<LastValue> values) {
    if (entry.register().quantity() != Quantity.ACTIVE_ENERGY_IMPORT) {
      return List.of();
    }
    return values.stream()
        .filter(value -> value.register().quantity() == Quantity.ACTIVE_POWER)
        .filter(value -> value.register().extreme() == RegisterName.Extreme.NONE)
        .filter(value -> value.value() < -OUTWARD_MILLIWATT)
        .map(value -> value.register().phase().label().toUpperCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private static List<MeterId> others(MeterId own, Entry entry, Waiting since, Sight sight) {
    Quantity quantity = entry.register().quantity();
    BigDecimal value = entry.typed().steps(quantity);
    BigDecimal digit = entry.typed().digit(quantity);
    Map<MeterId, Long> now = sight.like(quantity);
    List<MeterId> fitting = new ArrayList<>();
    for (Meter meter : sight.meters()) {
      Long before = since.others().get(meter.id());
      Long after = now.get(meter.id());
      if (!meter.id().equals(own) && before != null && after != null) {
        Window window = new Window(before, after, sight.subject(meter).resolution());
        if (window.holds(value, digit) && window.isTelling(digit)) {
          fitting.add(meter.id());
        }
      }
    }
    return fitting.size() > OTHERS_MAX ? List.of() : fitting;
  }

  /**
   * How sums stand.
   *
   * @param percent of what is measured, by which a sum may be off.
   * @param since when it is counted; nothing while no baseline was taken.
   * @param checks one for each main point and quantity, from there to now.
   * @param kept what came of past months, the oldest first.
   */
  public record Sums(
      int percent, Optional<Instant> since, List<SumCheck> checks, List<SumWatch.Kept> kept) {
    public Sums {
      checks = List.copyOf(checks);
      kept = List.copyOf(kept);
    }
  }

  /** How sums stand now. */
  public synchronized Sums sums() {
    Sight sight = sight();
    List<SumGroup> groups = sight.groups();
    Snapshot from = sums.from().orElse(new Snapshot(Map.of()));
    Snapshot now = sight.snapshot(groups);
    int percent = sums.percent();
    return new Sums(
        percent,
        sums.from().map(Snapshot::latest),
        groups.stream().map(group -> SumCheck.of(group, from, now, percent)).toList(),
        sums.kept());
  }

  /**
   * Sets by how many per cent a sum may be off.
   *
   * @param percent 0 to 50.
   */
  public synchronized void percent(int percent) {
    require(
        0 <= percent && percent <= SumWatch.PERCENT_MAX,
        "percent: wanted 0 to %d, found %d",
        SumWatch.PERCENT_MAX,
        percent);
    sums.percent(percent);
  }
}
