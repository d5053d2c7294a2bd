/** Turns intervals and dated tables into carbon, leak and purchase-group results. */
@NullMarked
package eu.releve.cloud.process;

import org.jspecify.annotations.NullMarked;
