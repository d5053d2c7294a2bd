/** Reckons what points used that no meter measures, and splits what dwellings used. */
@NullMarked
package eu.releve.cloud.points;

import org.jspecify.annotations.NullMarked;
