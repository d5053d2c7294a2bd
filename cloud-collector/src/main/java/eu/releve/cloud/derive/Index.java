package eu.releve.cloud.derive;

/**
 * What a counter showed at an instant.
 *
 * @param millis since 1970.
 * @param value in steps of its quantity.
 */
public record Index(long millis, long value) {}
