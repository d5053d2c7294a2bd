/** Finds the meters on an M-Bus: what to ask next, what the answers mean, and where it was. */
@NullMarked
package eu.releve.edge.search;

import org.jspecify.annotations.NullMarked;
