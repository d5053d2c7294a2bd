package eu.releve.measure;

/** The integer step in which the values of a quantity are held. */
public enum Step {
  WATT_HOUR("Wh"),
  VAR_HOUR("varh"),
  VOLT_AMPERE_HOUR("VAh"),
  JOULE("J"),
  MILLIWATT("mW"),
  MILLIVAR("mvar"),
  MILLIVOLT_AMPERE("mVA"),
  MILLIVOLT("mV"),
  MILLIAMPERE("mA"),
  MILLIHERTZ("mHz"),
  MILLILITRE("mL"),
  MILLILITRE_PER_HOUR("mL/h"),
  MILLIDEGREE_CELSIUS("milli-degC"),
  MILLIKELVIN("mK"),
  PASCAL("Pa"),
  /** One thousandth of a dimensionless one: power factors, shares. */
  THOUSANDTH("1/1000"),
  SECOND("s"),
  /**
   * Seconds since 1970-01-01T00:00 on the meter's own clock, whose zone the meter does not tell.
   */
  LOCAL_SECOND("local-s"),
  /** A count of events, allocator units or bits of a state: dimensionless, whole. */
  ONE("1");

  private final String symbol;

  Step(String symbol) {
    this.symbol = symbol;
  }

  /** The symbol as it is printed and stored. */
  public String symbol() {
    return symbol;
  }
}
