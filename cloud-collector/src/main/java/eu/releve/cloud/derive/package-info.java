/**
 * Turns counter readings into quarter-hours, exactly and again whenever what they rest on changes.
 */
@NullMarked
package eu.releve.cloud.derive;

import org.jspecify.annotations.NullMarked;
