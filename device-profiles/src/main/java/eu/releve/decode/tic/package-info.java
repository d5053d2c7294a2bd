/** Reads what a French meter sends by itself at its customer's terminals (TIC). */
@NullMarked
package eu.releve.decode.tic;

import org.jspecify.annotations.NullMarked;
