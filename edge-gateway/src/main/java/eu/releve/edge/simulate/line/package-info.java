/** A serial line in memory, on virtual time, that distorts and collides as a real wire does. */
@NullMarked
package eu.releve.edge.simulate.line;

import org.jspecify.annotations.NullMarked;
