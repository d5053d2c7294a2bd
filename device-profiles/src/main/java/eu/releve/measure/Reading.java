package eu.releve.measure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a register said at an instant.
 *
 * @param register whose value it is.
 * @param instant UTC, to the millisecond.
 * @param value in the step of the register's quantity.
 * @param quality what is known against it.
 */
public record Reading(Register register, Instant instant, long value, Quality quality) {
  public Reading {
    instant = instant.truncatedTo(ChronoUnit.MILLIS);
  }
}
