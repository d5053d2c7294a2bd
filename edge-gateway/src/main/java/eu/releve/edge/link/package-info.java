/** Asks meters over their bus and gives back the bytes of their answers, or why there are none. */
@NullMarked
package eu.releve.edge.link;

import org.jspecify.annotations.NullMarked;
