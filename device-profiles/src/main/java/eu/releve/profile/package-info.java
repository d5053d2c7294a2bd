/**
 * Meter profiles: what a meter family can say, where it says so, and the proof that we read it
 * right.
 */
@NullMarked
package eu.releve.profile;

import org.jspecify.annotations.NullMarked;
