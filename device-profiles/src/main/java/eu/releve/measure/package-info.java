/** The words: quantities, units, registers, readings and the identifiers of what is measured. */
@NullMarked
package eu.releve.measure;

import org.jspecify.annotations.NullMarked;
