/** What a building's controller holds becomes values of registers: answer in, values out. */
@NullMarked
package eu.releve.decode.plc;

import org.jspecify.annotations.NullMarked;
