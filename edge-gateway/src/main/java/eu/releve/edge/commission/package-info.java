/** Compares what meters' displays say with what is read, and sub-meters with their main meter. */
@NullMarked
package eu.releve.edge.commission;

import org.jspecify.annotations.NullMarked;
