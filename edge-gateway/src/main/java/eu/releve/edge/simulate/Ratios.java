package eu.releve.edge.simulate;

import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Meter.Ratio;

/** The transformers before a simulated meter: what it shows is what comes out behind them. */
record Ratios(Ratio current, Ratio voltage) {
  static final Ratios NONE = new Ratios(Ratio.ONE, Ratio.ONE);

  static Ratios of(Meter meter) {
    return new Ratios(meter.ratio(), meter.voltageRatio());
  }

  /** What lies before the register's value, primary side. */
  long primary(RegisterSource register) {
    return (hangsOnCurrent(register) ? current.primary() : 1L)
        * (hangsOnVoltage(register) ? voltage.primary() : 1L);
  }

  /** The same, secondary side. */
  long secondary(RegisterSource register) {
    return (hangsOnCurrent(register) ? current.secondary() : 1L)
        * (hangsOnVoltage(register) ? voltage.secondary() : 1L);
  }

  private static boolean hangsOnCurrent(RegisterSource register) {
    String quantity = register.name().quantity().id();
    return isPower(quantity) || quantity.equals("current") || quantity.equals("current-demand");
  }

  private static boolean hangsOnVoltage(RegisterSource register) {
    String quantity = register.name().quantity().id();
    return isPower(quantity) || quantity.equals("voltage");
  }

  /** Powers and energies of electricity are a voltage times a current. */
  private static boolean isPower(String quantity) {
    return quantity.startsWith("active-")
        || quantity.startsWith("reactive-")
        || quantity.startsWith("apparent-");
  }
}
