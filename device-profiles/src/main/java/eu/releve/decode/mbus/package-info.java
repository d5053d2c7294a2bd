/** Turns the bytes of M-Bus frames into exact records. */
@NullMarked
package eu.releve.decode.mbus;

import org.jspecify.annotations.NullMarked;
