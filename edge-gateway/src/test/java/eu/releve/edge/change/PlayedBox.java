package eu.releve.edge.change;

import eu.releve.edge.clock.ManualClock;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.OrganisationId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.push.PlanSeal;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.PlanOrder;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A gateway as far as plans matter: it reads whom it can reach, at once. */
final class PlayedBox implements World {
  static final GatewayId GATEWAY = new GatewayId("gw-1");
  static final OrganisationId SYNDIC = new OrganisationId("syndic-a");
  static final Duration WITHIN = Duration.ofMinutes(10);

  final Set<MeterId> silent = new HashSet<>();

  /** Those that only the first plan reaches. */
  final Set<MeterId> lostByOthers = new HashSet<>();

  final List<PlanReport> told = new ArrayList<>();
  final List<String> followed = new ArrayList<>();
  final List<MeterId> asked = new ArrayList<>();
  final ManualClock clock = ManualClock.trusted();
  final Path home;

  /** How far its journal is, and how far the collector has confirmed it. */
  Sent sent = new Sent(1, 0, 0);

  PlanCare care;
  private final PlayedAuthority authority;
  private final String original;
  private long beganAt;

  /**
   * @param original the plan in its file; empty for a box that has none yet.
   */
  PlayedBox(Path home, PlayedAuthority authority, String original) throws IOException {
    this.home = Files.createDirectories(home);
    this.authority = authority;
    this.original = original;
    if (!original.isEmpty()) {
      Files.writeString(file(), original);
    }
    starts(step -> {});
  }

  Path file() {
    return home.resolve("plan.yaml");
  }

  /** Its program starts, with whatever lies on the disk. */
  void starts(PlanFolder.Cut cut) throws IOException {
    care =
        new PlanCare(
            GATEWAY,
            new PlanFolder(home.resolve("data"), file(), cut),
            () -> Optional.of(authority.certificate()),
            clock);
    String inForce = inForce();
    followed.add(care.begin(inForce).orElse(inForce));
    beganAt = clock.bootMillis();
  }

  void after(Duration time) {
    clock.advance(time.toMillis());
    care.step(this);
  }

  PlanReport last() {
    return told.getLast();
  }

  String inForce() throws IOException {
    return Files.exists(file()) ? Files.readString(file()) : "";
  }

  static PlanOrder order(long version, String parent, String plan) {
    return new PlanOrder(
        GATEWAY,
        SYNDIC,
        Optional.empty(),
        version,
        SitePlan.hash(parent),
        SitePlan.hash(plan),
        "anne",
        WITHIN);
  }

  byte[] sealed(PlanOrder order, String plan) {
    return Wire.encode(
        PlanSeal.seal(order, plan, authority.signer(), List.of(authority.certificate())));
  }

  void ordered(long version, String parent, String plan) {
    care.consider(sealed(order(version, parent, plan), plan), this);
  }

  @Override
  public List<Heard> meters() {
    if (followed.getLast().isEmpty()) {
      return List.of();
    }
    return loaded(followed.getLast()).meters().stream()
        .map(
            meter ->
                new Heard(
                    meter.id(),
                    isSilent(meter.id()) ? OptionalLong.empty() : OptionalLong.of(beganAt),
                    OptionalLong.of(meter.period().toMillis()),
                    true,
                    false))
        .toList();
  }

  private boolean isSilent(MeterId meter) {
    return silent.contains(meter)
        || (lostByOthers.contains(meter) && !followed.getLast().equals(original));
  }

  @Override
  public void ask(MeterId meter) {
    asked.add(meter);
  }

  @Override
  public SitePlan fitting(String plan) throws UnfitPlanException {
    try {
      return SitePlans.load("plan", plan, Profiles.bundled());
    } catch (Exception refused) {
      throw new UnfitPlanException(refused);
    }
  }

  @Override
  public void follow(String plan) {
    followed.add(plan);
    beganAt = clock.bootMillis();
  }

  @Override
  public Sent sent() {
    return sent;
  }

  /** What is kept in the journal gets the next number. */
  @Override
  public boolean note(String code, String text) {
    told.add(PlanReport.parse(code, text).orElseThrow());
    sent = new Sent(sent.epoch(), sent.last() + 1, sent.confirmed());
    return true;
  }

  /** The collector confirms everything that is there. */
  void confirmed() {
    sent = new Sent(sent.epoch(), sent.last(), sent.last());
  }

  static String plan(String site, int... units) {
    StringBuilder meters = new StringBuilder();
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < units.length; i++) {
      points.append("  - { id: p%d, name: \"P\" }\n".formatted(i + 1));
      meters.append(
          """
            - { id: e%d, point: p%d, bus: cellar, unit: %d, from: 2025-01-01,
                registers: [ { is: voltage.l1, function: 3, at: 0, type: u16, unit: V } ] }
          """
              .formatted(i + 1, i + 1, units[i]));
    }
    return """
    site: %s
    zone: Europe/Brussels
    buses:
      - { id: cellar, modbus-tcp: "tcp://127.0.0.1:1" }
    points:
    %smeters:
    %s"""
        .formatted(site, points, meters);
  }

  private static SitePlan loaded(String plan) {
    try {
      return SitePlans.load("plan", plan, Profiles.bundled());
    } catch (Exception refused) {
      throw new IllegalStateException(refused);
    }
  }
}
