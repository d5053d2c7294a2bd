/** Turns the bytes of Modbus register blocks into exact values. */
@NullMarked
package eu.releve.decode.modbus;

import org.jspecify.annotations.NullMarked;
