/** Counts the pulses of contacts: edges as the kernel dates them, debounced, and kept. */
@NullMarked
package eu.releve.edge.pulse;

import org.jspecify.annotations.NullMarked;
