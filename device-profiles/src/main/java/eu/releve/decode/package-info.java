/** What every decoder gives: per register one value in steps, or why there is none. */
@NullMarked
package eu.releve.decode;

import org.jspecify.annotations.NullMarked;
