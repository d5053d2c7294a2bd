/** Knows the gateway's own hardware: inputs, lights, button and relay of its board. */
@NullMarked
package eu.releve.edge.board;

import org.jspecify.annotations.NullMarked;
