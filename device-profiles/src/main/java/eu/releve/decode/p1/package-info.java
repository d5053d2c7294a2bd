/** Reads the telegrams that a smart meter sends by itself at its customer's port (P1). */
@NullMarked
package eu.releve.decode.p1;

import org.jspecify.annotations.NullMarked;
