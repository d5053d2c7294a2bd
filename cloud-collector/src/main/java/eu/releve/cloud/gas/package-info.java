/** Turns cubic metres of gas into energy, by dated calorific values and where a meter stands. */
@NullMarked
package eu.releve.cloud.gas;

import org.jspecify.annotations.NullMarked;
