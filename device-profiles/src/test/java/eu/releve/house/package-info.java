/** Holds the house rules that a tool can check. */
@NullMarked
package eu.releve.house;

import org.jspecify.annotations.NullMarked;
