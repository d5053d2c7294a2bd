package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

import eu.releve.edge.plan.BusBudget;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.MeterView.LastValue;
import eu.releve.edge.publish.Connection;
import eu.releve.measure.Kind;
import eu.releve.wire.ClockTrust;
import java.util.List;
import java.util.Optional;

/** The first page: what is wrong, what is sent, and every meter by its bus. */
final class OverviewPage {
  private final Status status;
  private final Words words;
  private final StringBuilder out = new StringBuilder(8_192);

  private OverviewPage(Status status, Words words) {
    this.status = status;
    this.words = words;
  }

  static String of(Status status, Words words) {
    OverviewPage page = new OverviewPage(status, words);
    page.planless();
    page.verdict();
    page.firstPassword();
    page.delivery();
    status.buses().forEach(page::bus);
    page.access();
    return page.out.toString();
  }

  /** Said above everything else: until then nothing is measured. */
  private void planless() {
    status
        .plan()
        .missing()
        .ifPresent(
            file -> {
              open("section class=notice");
              line("h2", words.text("planless"));
              line("p", words.text("planless.detail", file, status.identity().gateway()));
              out.append("</section>\n");
            });
  }

  /** Where there is no plan there is nothing else to say while nothing is wrong. */
  private void verdict() {
    List<Fault> faults = Faults.of(status);
    if (faults.isEmpty() && status.plan().missing().isPresent()) {
      return;
    }
    if (faults.isEmpty()) {
      List<MeterView> meters =
          status.buses().stream().flatMap(bus -> bus.meters().stream()).toList();
      String key = mood(meters);
      open("section class=\"verdict " + key + "\"");
      line("h2", words.text(key));
      line("p", words.text(key + ".detail", meters.size(), status.journal().readings()));
    } else {
      open("section class=\"verdict bad\"");
      line("h2", words.text("faults", faults.size()));
      out.append("<ul>\n");
      faults.forEach(this::fault);
      out.append("</ul>\n");
    }
    out.append("</section>\n");
  }

  /** How it is while nothing is wrong. */
  private String mood(List<MeterView> meters) {
    if (meters.isEmpty()) {
      return "none";
    }
    if (meters.stream().anyMatch(meter -> meter.condition() == Condition.NEW)) {
      return "new";
    }
    return status.isCatchingUp() ? "busy" : "good";
  }

  /** Said until somebody has written the password down: it lies there in clear. */
  private void firstPassword() {
    if (status.access().isPasswordReadable()) {
      open("section class=notice");
      line("h2", words.text("first-password"));
      line("p", words.text("first-password.detail", "console/" + Password.FIRST));
      out.append("<form method=post action=\"").append(Entrance.WRITTEN).append("\">");
      line("button", words.text("first-password.done"));
      out.append("</form></section>\n");
    }
  }

  /** Who tried the door; nothing where it has none, or nobody failed. */
  private void access() {
    Access access = status.access();
    if (access.wrong() + access.refused() > 0) {
      open("section class=access");
      line("h2", words.text("access"));
      String last =
          access.lastWrongBootMillis().isPresent()
              ? words.ago(age(access.lastWrongBootMillis().getAsLong()))
              : "";
      line("p", words.text("access.wrong", access.wrong(), last));
      if (access.refused() > 0) {
        line("p", words.text("access.refused", access.refused()));
      }
      out.append("</section>\n");
    }
  }

  private void fault(Fault fault) {
    String key = fault.kind().key();
    Object[] arguments = {
      fault.subject(), words.lasting(age(fault.sinceBootMillis())), fault.place(), fault.waiting()
    };
    out.append("<li>");
    line("strong", words.text("fault." + key, arguments));
    if (!fault.reason().isEmpty()) {
      line("span", words.text(fault.reason()));
    }
    line("span", words.text("hint." + key, arguments));
    String told = words.reason(fault.detail());
    if (fault.reason().isEmpty() && !told.isEmpty()) {
      line("small", told);
    }
    out.append("</li>\n");
  }

  private void delivery() {
    open("section class=delivery");
    line("h2", words.text("delivery"));
    out.append("<dl>\n");
    item("delivery.state", connection(status.publisher().connection()));
    if (status.publisher().connection() instanceof Connection.Connected now) {
      item("delivery.way", now.way());
    }
    item("delivery.waiting", waiting());
    item(
        "delivery.receipt",
        status
            .publisher()
            .lastReceipt()
            .map(receipt -> words.ago(age(receipt.bootMillis())))
            .orElse(words.text("delivery.receipt.none")));
    item("delivery.risk", risk());
    boolean dated = status.clock() == ClockTrust.SYNCHRONISED;
    item("delivery.clock", words.text(dated ? "delivery.clock.set" : "delivery.clock.unknown"));
    CertificateSection.lines(status.certificate(), words)
        .forEach(line -> item(line.key(), line.value()));
    PlanSection.lines(status.plan(), words).forEach(line -> item(line.key(), line.value()));
    item("delivery.readings", words.text("number", status.readings()));
    givenUp();
    status
        .diskBytesPerDay()
        .ifPresent(
            bytes ->
                item("delivery.flash", words.text("delivery.flash.value", bytes / 1_000_000.0)));
    status.card().ifPresent(card -> item("delivery.card", life(card)));
    out.append("</dl></section>\n");
  }

  /** An estimate, with everything that it assumes: who knows the card can put it right. */
  private String life(CardLife card) {
    String key = card.isLong() ? "delivery.card.long" : "delivery.card.value";
    return words.text(
        key,
        card.years(),
        card.capacityBytes() / 1_000_000_000.0,
        card.bytesPerDay() / 1_000_000.0,
        words.text(card.isWhole() ? "delivery.card.all" : "delivery.card.own"),
        card.cycles(),
        card.amplification());
  }

  private String waiting() {
    String size = Display.size(status.journal().bytes(), words.locale());
    return status.journal().batches() == 0
        ? words.text("delivery.waiting.none")
        : words.text("delivery.waiting.value", status.journal().readings(), size);
  }

  /** What the journal had to give up: nobody wants to read that it was nothing. */
  private void givenUp() {
    var kept = status.kept();
    if (kept.thinned() > 0) {
      item(
          "delivery.thinned",
          words.text("delivery.dropped.value", kept.thinnedReadings(), kept.thinned()));
    }
    if (kept.dropped() > 0) {
      item(
          "delivery.dropped",
          words.text("delivery.dropped.value", kept.droppedReadings(), kept.dropped()));
    }
    if (kept.damaged() > 0) {
      item("delivery.damaged", words.text("number", kept.damaged()));
    }
    if (kept.roomFailures() > 0) {
      item("delivery.room-failures", words.text("number", kept.roomFailures()));
    }
  }

  private String risk() {
    long seconds = status.identity().window().toSeconds();
    if (status.refusedByDisk() > 0) {
      return words.text("delivery.risk.refused", status.atRisk());
    }
    if (seconds > 0) {
      return words.text("delivery.risk.value", status.atRisk(), seconds);
    }
    return status.atRisk() == 0
        ? words.text("delivery.risk.none")
        : words.text("delivery.risk.now", status.atRisk());
  }

  private String connection(Connection connection) {
    return switch (connection) {
      case Connection.Connected now -> since("delivery.connected", now.sinceBootMillis());
      case Connection.Disconnected now -> since("delivery.disconnected", now.sinceBootMillis());
      case Connection.Stopped now -> words.text("delivery.stopped");
    };
  }

  private String since(String key, long bootMillis) {
    return words.text(key, words.lasting(age(bootMillis)));
  }

  private void item(String key, String value) {
    out.append("<div>");
    line("dt", words.text(key));
    line("dd", value);
    out.append("</div>\n");
  }

  private void bus(LaneView bus) {
    open("section class=bus");
    out.append("<h2>").append(escaped(bus.bus().value())).append(" <small>");
    out.append(escaped(bus.endpoint())).append("</small></h2>\n");
    boolean unasked = status.isRadio(bus) || status.isCustomerPort(bus);
    String counted = status.isContacts(bus) ? "bus.counts.pulses" : "bus.counts";
    String key = bus.reachable() ? "bus.reached" : "bus.unreachable";
    out.append(bus.reachable() ? "<p class=state>" : "<p class=\"state bad\">");
    out.append(escaped(since(key, bus.sinceBootMillis()))).append("</p>\n");
    bus.budget().ifPresent(this::budget);
    out.append("<ul class=meters>\n");
    bus.meters().forEach(this::meter);
    var counts = bus.counts();
    out.append("</ul>\n<p class=counts>")
        .append(
            escaped(
                words.text(
                    unasked ? "bus.counts.radio" : counted,
                    counts.asked(),
                    counts.answered(),
                    counts.silent(),
                    counts.refused(),
                    counts.nonsense() + counts.collided())))
        .append("</p></section>\n");
  }

  /** How busy a serial line is, and whether it can keep up at all. */
  private void budget(BusBudget budget) {
    out.append(budget.isKept() ? "<p class=counts>" : "<p class=\"state bad\">");
    out.append(
        escaped(
            words.text(
                budget.isKept() ? "bus.budget" : "bus.budget.over",
                budget.neededPercent(),
                BusBudget.AVAILABLE_PERCENT)));
    out.append("</p>\n");
  }

  private void meter(MeterView meter) {
    out.append("<li><a href=\"/meters/").append(escaped(meter.id().value())).append("\">");
    out.append("<span class=name>").append(escaped(status.identity().nameOf(meter.id())));
    out.append("</span> ");
    out.append(MeterPage.badge(status, meter, words));
    if (meter.isSpared()) {
      out.append(" <span class=\"badge spared\">")
          .append(escaped(words.text("condition.spared")))
          .append("</span>");
    }
    Optional<LastValue> main = mainValue(meter);
    main.ifPresent(
        last ->
            out.append("<span class=value>")
                .append(escaped(words.value(status.identity(), meter.id(), last)))
                .append("</span><span class=age>")
                .append(escaped(words.ago(age(last.bootMillis()))))
                .append("</span>"));
    out.append("</a></li>\n");
  }

  /** The index that stands on the meter's display, if it has one. */
  private static Optional<LastValue> mainValue(MeterView meter) {
    return meter.values().stream()
        .filter(last -> last.register().quantity().kind() == Kind.COUNTER)
        .filter(last -> last.register().storage() == 0)
        .findFirst()
        .or(() -> meter.values().stream().findFirst());
  }

  private long age(long bootMillis) {
    return status.nowBootMillis() - bootMillis;
  }

  private void open(String tag) {
    out.append('<').append(tag).append(">\n");
  }

  private void line(String tag, String text) {
    out.append('<').append(tag).append('>').append(escaped(text));
    out.append("</").append(tag).append(">\n");
  }
}
