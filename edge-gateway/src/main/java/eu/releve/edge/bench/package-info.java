/**
 * Measures the steps of the gateway and prints the figures; in the simulator's jar, never shipped.
 */
@NullMarked
package eu.releve.edge.bench;

import org.jspecify.annotations.NullMarked;
