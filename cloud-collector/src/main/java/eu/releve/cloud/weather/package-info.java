/** How warm it was outside, degree days, and what a building would have used in other weather. */
@NullMarked
package eu.releve.cloud.weather;

import org.jspecify.annotations.NullMarked;
