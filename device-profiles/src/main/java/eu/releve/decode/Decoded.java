package eu.releve.decode;

import eu.releve.measure.RegisterName;

/**
 * One register of an answer.
 *
 * @param name which of the meter's registers.
 * @param outcome its value, or why there is none.
 */
public record Decoded(RegisterName name, Outcome outcome) {}
