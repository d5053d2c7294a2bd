/** Finds out what a SunSpec inverter or meter measures, from its own chain of models. */
@NullMarked
package eu.releve.decode.sunspec;

import org.jspecify.annotations.NullMarked;
