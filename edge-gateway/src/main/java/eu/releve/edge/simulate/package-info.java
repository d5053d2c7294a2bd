/** Plays the meters of a site plan as real servers, and writes down every answer they give. */
@NullMarked
package eu.releve.edge.simulate;

import org.jspecify.annotations.NullMarked;
