/** Polls the meters of each bus when they are due and gathers their readings into batches. */
@NullMarked
package eu.releve.edge.poll;

import org.jspecify.annotations.NullMarked;
