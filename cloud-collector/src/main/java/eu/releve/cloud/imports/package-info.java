/** Reads files of other sources and stores what they say as batches. */
@NullMarked
package eu.releve.cloud.imports;

import org.jspecify.annotations.NullMarked;
