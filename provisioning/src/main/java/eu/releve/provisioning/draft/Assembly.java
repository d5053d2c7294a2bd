package eu.releve.provisioning.draft;

import eu.releve.document.DocumentException;
import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.provisioning.draft.RowProblem.What;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Handovers;
import eu.releve.provisioning.site.InstalledMeter;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlans;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts a plan together of what rows say: lots, points and meters with names of their own. */
final class Assembly implements ScanList.Taker {
  private static final String METERS = "meters:";

  private final Order order;
  private final Naming pointNames = new Naming();
  private final Naming meterNames = new Naming();
  private final Naming lotNames = new Naming();
  private final Map<String, LotId> lots = new LinkedHashMap<>();
  private final List<Point> points = new ArrayList<>();
  private final List<InstalledMeter> meters = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();
  private final Map<PointId, String> pointRemarks = new HashMap<>();
  private final Map<MeterId, String> meterRemarks = new HashMap<>();
  private final List<String> end = new ArrayList<>();

  Assembly(Order order) {
    this.order = order;
  }

  /** Adds the meter of a row, its point, and its lot where that is a new one. */
  @Override
  public MeterId add(RowReader.Said said) {
    return add(said, Optional.empty());
  }

  /** The same, below a point that measures it too. */
  MeterId add(RowReader.Said said, Optional<PointId> parent) {
    Optional<LotId> lot = said.lot().map(this::lot);
    Point point = point(said, lot, parent);
    points.add(point);
    MeterId id = new MeterId(meterNames.once(meterName(said)));
    meters.add(
        new InstalledMeter(
            id,
            point.id(),
            said.bus().id(),
            said.address(),
            said.profile(),
            said.ratio(),
            Meter.Ratio.ONE,
            said.serial(),
            said.from(),
            Optional.empty(),
            said.period(),
            Optional.empty(),
            said.particulars(),
            Handovers.NONE));
    rows.add(said.row());
    return id;
  }

  @Override
  public void remark(MeterId meter, String text) {
    meterRemarks.put(meter, text);
  }

  @Override
  public void end(String remark) {
    end.add(remark);
  }

  /** The point that was added last. */
  PointId lastPoint() {
    return points.getLast().id();
  }

  /** Puts a point that was added below another one. */
  void below(PointId below, PointId parent) {
    points.replaceAll(
        point ->
            point.id().equals(below)
                ? new Point(point.id(), point.name(), point.lot(), Optional.of(parent))
                : point);
  }

  /** The lot that people call so; a new one where it was never named before. */
  LotId lot(String text) {
    return lots.computeIfAbsent(
        Naming.plain(text), plain -> new LotId(lotNames.once(Naming.slug(text, "lot"))));
  }

  /** A name that follows neither from the list nor from lot and medium is said to be none. */
  private Point point(RowReader.Said said, Optional<LotId> lot, Optional<PointId> parent) {
    String medium =
        said.mediumText()
            .or(() -> said.medium().map(known -> order.messages().text(known.key())))
            .orElse(order.messages().text("medium.UNKNOWN"));
    String whose = said.lot().or(() -> said.serial()).orElse(said.address().toString());
    String name =
        said.name()
            .orElse(
                medium.substring(0, 1).toUpperCase(Locale.ROOT)
                    + medium.substring(1)
                    + " "
                    + whose);
    String id =
        said.lot().isPresent() ? lot.orElseThrow() + " " + medium : said.name().orElse(name);
    PointId point = new PointId(pointNames.once(Naming.slug(id, "point")));
    boolean isTold =
        lot.isPresent() && (said.mediumText().isPresent() || said.medium().isPresent());
    if (said.name().isEmpty() && !isTold) {
      pointRemarks.put(point, order.messages().text("draft.unnamed"));
    }
    return new Point(point, name, lot, parent);
  }

  private static String meterName(RowReader.Said said) {
    String letter = said.medium().map(Media::letter).orElse("m");
    String what =
        said.serial()
            .orElse(
                switch (said.address()) {
                  case Address.Unit unit -> said.bus().id() + " " + unit.number();
                  case Address.Primary primary -> said.bus().id() + " " + primary.number();
                  case Address.Secondary secondary -> secondary.identification();
                  default -> said.bus().id().value();
                });
    return Naming.slug(letter + " " + what, "m");
  }

  /** The plan, if its loader takes it. */
  Drafting draft(Optional<BigDecimal> area, List<String> heading, List<Drafting.Notice> notices) {
    Draft draft =
        new Draft(
            order.site(),
            order.zone(),
            area,
            order.buses(),
            lots.values().stream()
                .map(id -> new Lot(id, Lot.Kind.DWELLING, Optional.empty(), Optional.empty()))
                .toList(),
            points,
            meters,
            new Draft.Remarks(heading, pointRemarks, meterRemarks, end));
    String text = draft.text();
    try {
      SitePlans.load("plan", text, order.profiles());
      return new Drafting.Drafted(draft, notices);
    } catch (DocumentException refused) {
      return new Drafting.Refused(
          List.of(
              new RowProblem(
                  rowOf(refused.line(), text),
                  refused.key(),
                  What.REFUSED,
                  List.of(refused.wanted(), refused.found()))));
    }
  }

  /** The row of the meter that is written in that line; 0 where it is no meter's. */
  private int rowOf(int line, String text) {
    int first = text.lines().toList().indexOf(METERS) + 2;
    int index = line - first;
    return 0 <= index && index < rows.size() ? rows.get(index) : 0;
  }
}
