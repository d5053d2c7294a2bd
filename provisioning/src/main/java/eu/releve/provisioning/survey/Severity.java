package eu.releve.provisioning.survey;

import java.util.Locale;

/** How much a finding matters; the worst first. */
public enum Severity {
  /** The plan cannot work so. */
  ERROR,
  /** It works, but probably not as was meant. */
  WARNING,
  /** It is read, but no bill can be made of it yet. */
  FOR_BILLING;

  /** As programs read it: {@code for-billing}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
