package eu.releve.cloud.cost;

/**
 * A line of a version of a contract: what a euro names.
 *
 * @param contract its key.
 * @param version which of its versions.
 */
public record Tariff(int contract, int version, Line line) {}
