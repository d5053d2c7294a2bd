package eu.releve.edge.commission;

import eu.releve.edge.commission.Entry.Said;
import eu.releve.edge.commission.Entry.When;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.language.RegisterWords;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the list, the sums and the report say in one language. */
public final class CommissionWords {
  private static final Map<Locale, CommissionWords> ALL =
      Messages.LOCALES.stream()
          .collect(Collectors.toUnmodifiableMap(Function.identity(), CommissionWords::new));

  private final Messages messages;
  private final RegisterWords registers;

  private CommissionWords(Locale locale) {
    this.messages = Messages.load(CommissionWords.class, locale);
    this.registers = RegisterWords.in(locale);
  }

  /** Those of a language of two letters; the first there is of any other. */
  public static CommissionWords in(String language) {
    return ALL.getOrDefault(
        Messages.wanted(language), new CommissionWords(Messages.LOCALES.getFirst()));
  }

  /** The language, in two letters. */
  public String language() {
    return messages.locale().getLanguage();
  }

  /** English is the United Kingdom's here: days before months. */
  private Locale locale() {
    return messages.locale().equals(Locale.ENGLISH) ? Locale.UK : messages.locale();
  }

  /** The words under a key. */
  public String text(String key, Object... arguments) {
    return messages.text(key, arguments);
  }

  /** What a register is called. */
  public String register(RegisterName name) {
    return registers.of(name);
  }

  /** A display with all its decimals. */
  public String display(Typed typed) {
    return Amounts.text(typed, locale());
  }

  /** Steps of a quantity in a unit. */
  public String amount(BigDecimal steps, Quantity quantity, Unit unit) {
    return Amounts.text(steps, quantity, unit, locale());
  }

  /** What a meter's counter reads, in the unit of its display; empty while it has no counter. */
  public String reading(Line line, Said said) {
    return line.subject()
        .register()
        .map(name -> Amounts.text(said.value(), name.quantity(), unit(line), locale()))
        .orElse("");
  }

  /** What was read around a display, in the display's unit. */
  public String reading(Entry entry, Said said) {
    return Amounts.text(said.value(), entry.register().quantity(), entry.typed().unit(), locale());
  }

  /** The display's; the usual one where the display was another counter's. */
  private static Unit unit(Line line) {
    return line.entry()
        .filter(entry -> line.subject().register().equals(Optional.of(entry.register())))
        .map(entry -> entry.typed().unit())
        .orElse(line.subject().unit());
  }

  /** An instant at the building, with its zone, and whether the clock can be believed. */
  public String instant(When when, ZoneId zone) {
    String text =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT, FormatStyle.MEDIUM)
            .withLocale(locale())
            .withZone(zone)
            .format(when.instant());
    return when.trusted() ? text : text("clock.unsure", text);
  }

  /** A day. */
  public String day(LocalDate day) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale()).format(day);
  }

  /** What is known of a meter's display, and what to do. */
  public String verdict(Line line, SitePlan plan) {
    return switch (line.verdict()) {
      case Verdict.NotEntered none -> text("verdict.NotEntered");
      case Verdict.Skipped skipped -> text("verdict.Skipped", skipped.why());
      case Verdict.Waits waits -> text("verdict.Waits");
      case Verdict.Again again -> text("verdict.Again");
      case Verdict.Changed changed ->
          text(changed.confirmed() ? "verdict.Changed.confirmed" : "verdict.Changed");
      case Verdict.Agrees agrees -> text("verdict.Agrees");
      case Verdict.Backwards backwards ->
          backwards.phases().isEmpty()
              ? text("verdict.Backwards")
              : text("verdict.Backwards.phases", String.join(", ", backwards.phases()));
      case Verdict.Differs differs ->
          cause(differs.cause(), line, line.entry().orElseThrow(), plan);
    };
  }

  private String cause(Cause cause, Line line, Entry entry, SitePlan plan) {
    Unit unit = entry.typed().unit();
    return switch (cause) {
      case Cause.WordOrder other ->
          text(
              "cause.WordOrder",
              order(other.order()),
              amount(BigDecimal.valueOf(other.steps()), entry.register().quantity(), unit));
      case Cause.Sign other ->
          text(
              other.signed() ? "cause.Sign.signed" : "cause.Sign.unsigned",
              amount(BigDecimal.valueOf(other.steps()), entry.register().quantity(), unit));
      case Cause.Falls falls -> text("cause.Falls");
      case Cause.Opposite opposite -> text("cause.Opposite");
      case Cause.InUnit in -> text("cause.InUnit", symbol(in.unit()), symbol(unit));
      case Cause.Decimals decimals ->
          text(
              decimals.power() > 0 ? "cause.Decimals.larger" : "cause.Decimals.smaller",
              BigDecimal.TEN.pow(Math.abs(decimals.power())).toPlainString());
      case Cause.OtherRatio other ->
          other.ratio().primary() == other.ratio().secondary()
              ? text("cause.OtherRatio.none", ratio(line))
              : text(
                  "cause.OtherRatio",
                  other.ratio().primary() + "/" + other.ratio().secondary(),
                  ratio(line));
      case Cause.OtherMeter other ->
          text(
              other.mutual() ? "cause.Swapped" : "cause.OtherMeter",
              name(other.meter(), plan),
              other.meter());
      case Cause.Unexplained by ->
          text("cause.Unexplained", amount(by.steps(), entry.register().quantity(), unit));
    };
  }

  /** As plans write it: low-first. */
  public static String order(WordOrder order) {
    return order.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As people write it: m³, kWh. */
  public static String symbol(Unit unit) {
    return Amounts.symbol(unit).strip().replace("\u00a0", "");
  }

  private static String ratio(Line line) {
    return line.meter().ratio().primary() + "/" + line.meter().ratio().secondary();
  }

  private static String name(MeterId meter, SitePlan plan) {
    return plan.meter(meter)
        .flatMap(its -> plan.point(its.point()))
        .map(point -> point.name())
        .filter(name -> !name.isEmpty())
        .orElse(meter.value());
  }

  /** What came of a sum: the figures, then what they mean. */
  public String sum(SumCheck check) {
    Quantity quantity = check.group().quantity();
    Unit unit = check.group().unit();
    String unknown = check.unknown().stream().map(MeterId::value).collect(Collectors.joining(", "));
    return text(
        "sum." + check.kind(),
        amount(check.main(), quantity, unit),
        amount(check.subs(), quantity, unit),
        amount(check.tolerance(), quantity, unit),
        amount(check.rest(), quantity, unit),
        check.restPercent(),
        unknown);
  }

  /** What came of a past month. */
  public String kept(SumWatch.Kept kept, Unit unit) {
    return text(
        "sum.kept",
        kept.month().toString(),
        kept.point(),
        text("sum.short." + kept.kind()),
        amount(kept.main(), kept.quantity(), unit),
        amount(kept.subs(), kept.quantity(), unit),
        amount(kept.tolerance(), kept.quantity(), unit));
  }
}
