/** Turns what points used into euros, by dated contracts whose lines each euro can name. */
@NullMarked
package eu.releve.cloud.cost;

import org.jspecify.annotations.NullMarked;
