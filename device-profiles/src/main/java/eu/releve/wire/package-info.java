/** Writes readings, catalogues and facts into the batches that travel from gateway to collector. */
@NullMarked
package eu.releve.wire;

import org.jspecify.annotations.NullMarked;
