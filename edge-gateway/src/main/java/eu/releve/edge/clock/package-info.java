/** Tells which boot it is, how long it has run, and whether the wall clock may date readings. */
@NullMarked
package eu.releve.edge.clock;

import org.jspecify.annotations.NullMarked;
