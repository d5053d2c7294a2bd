package eu.releve.edge.change;

import java.time.Duration;

/**
 * An order that came before it is known which meters are read.
 *
 * @param version the order's.
 * @param within the time that it gives.
 * @param command as it came; nobody changes it.
 * @param asking of the meters that were not read yet.
 */
record Waiting(long version, Duration within, byte[] command, Asking asking) {}
