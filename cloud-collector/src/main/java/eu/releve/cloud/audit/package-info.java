/** Writes down who did what, once and for good: one line a deed, for all parts of the collector. */
@NullMarked
package eu.releve.cloud.audit;

import org.jspecify.annotations.NullMarked;
