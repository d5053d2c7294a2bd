package eu.releve.cloud.validate;

/**
 * A reading as the rules see it.
 *
 * @param millis since 1970.
 * @param value in the step of its quantity.
 */
public record Sample(long millis, long value) {}
