/** Carries bytes over one half-duplex serial line and cuts answers out of them by their length. */
@NullMarked
package eu.releve.edge.serial;

import org.jspecify.annotations.NullMarked;
