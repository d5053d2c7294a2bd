/** Finds the corpora of real frames, maps and series that tests read. */
@NullMarked
package eu.releve.corpus;

import org.jspecify.annotations.NullMarked;
