package eu.releve.measure;

import java.util.Arrays;
import java.util.Optional;

/** The conductor, or pair of conductors, that a register speaks of. */
public enum Phase {
  ALL(""),
  L1("l1"),
  L2("l2"),
  L3("l3"),
  N("n"),
  L1_L2("l1-l2"),
  L2_L3("l2-l3"),
  L3_L1("l3-l1");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** The part of the register's name; empty for all phases together. */
  public String label() {
    return label;
  }

  static Optional<Phase> of(String label) {
    return Arrays.stream(values()).filter(phase -> phase.label.equals(label)).findFirst();
  }
}
