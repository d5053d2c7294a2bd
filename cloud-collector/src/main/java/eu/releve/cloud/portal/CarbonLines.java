package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Results.CarbonMonth;
import eu.releve.cloud.process.Carbon;
import eu.releve.cloud.process.EmissionFactor;
import eu.releve.cloud.process.EmissionFactor.Activity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** How a month's emissions were computed, one sentence a line: what a syndic can defend. */
final class CarbonLines {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int FACTOR_DECIMALS = 3;

  private CarbonLines() {}

  /**
   * The lines of a statement, and the rule that made it.
   *
   * @param running whether the month is not over: then nothing is missing yet.
   */
  static List<String> of(Carbon.Statement statement, boolean running, Calendar calendar) {
    Messages words = calendar.words();
    List<String> lines = new ArrayList<>();
    for (Carbon.Line line : statement.lines()) {
      lines.add(
          line.factor()
              .map(factor -> counted(line, factor, calendar))
              .orElseGet(() -> uncounted(line, words)));
      if (!running && !CarbonMonth.isMeasured(line)) {
        BigDecimal percent = line.use().coverage().multiply(HUNDRED).setScale(0, RoundingMode.DOWN);
        lines.add(words.text("carbon.partial", name(line, words), percent.toPlainString()));
      }
    }
    lines.add(words.text("carbon.rule", statement.version()));
    return lines;
  }

  private static String counted(Carbon.Line line, EmissionFactor factor, Calendar calendar) {
    Messages words = calendar.words();
    String space = words.unitSpace();
    String unit = unit(factor.basis());
    int decimals = Math.max(FACTOR_DECIMALS, factor.kgPerUnit().stripTrailingZeros().scale());
    String sum =
        words.text(
            "carbon.line",
            name(line, words),
            amount(line, words) + space + unit,
            Display.number(factor.kgPerUnit(), decimals, words) + space + "kg/" + unit,
            Display.number(line.kg().orElse(BigDecimal.ZERO), 1, words) + space + "kg");
    String why =
        words.text(
            factor.confirmed() ? "carbon.factor" : "carbon.factor.unconfirmed",
            factor.source(),
            words.text("carbon.boundary." + factor.boundary().replace(' ', '-')),
            calendar.day(factor.from()),
            factor.id());
    return sum + " " + why;
  }

  private static String uncounted(Carbon.Line line, Messages words) {
    Activity activity = line.use().activity();
    boolean volume = activity == Activity.GAS_VOLUME || activity == Activity.WATER;
    String amount = amount(line, words) + words.unitSpace() + (volume ? "m³" : "kWh");
    boolean unsaid = activity == Activity.HEAT || activity == Activity.COLD;
    return words.text(unsaid ? "carbon.no-origin" : "carbon.no-factor", name(line, words), amount);
  }

  private static String amount(Carbon.Line line, Messages words) {
    BigDecimal amount = line.use().amount();
    return Display.number(amount, amount.compareTo(HUNDRED) < 0 ? 1 : 0, words);
  }

  private static String name(Carbon.Line line, Messages words) {
    return switch (line.use().activity()) {
      case ELECTRICITY -> words.text("medium.electricity");
      case GAS, GAS_VOLUME -> words.text("medium.gas");
      case DISTRICT_HEAT -> words.text("carbon.district-heat");
      case DISTRICT_COLD -> words.text("carbon.district-cold");
      case HEAT -> words.text("medium.heat");
      case COLD -> words.text("medium.cold");
      case WATER -> words.text("medium.water");
    };
  }

  private static String unit(String basis) {
    return basis.equals("m3") ? "m³" : basis;
  }
}
