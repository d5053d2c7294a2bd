package eu.releve.edge.pulse;

import eu.releve.profile.PulseContact.Wiring;

/**
 * A line to listen to.
 *
 * @param chip the path of its chip's device, or what the chip's driver calls itself.
 * @param offset its number on the chip.
 * @param wiring what lies at it.
 */
public record InputLine(String chip, int offset, Wiring wiring) {
  @Override
  public String toString() {
    return chip + " line " + offset;
  }
}
