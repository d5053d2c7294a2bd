/** Writes batches into the database, each once, and knows up to where a journal is complete. */
@NullMarked
package eu.releve.cloud.store;

import org.jspecify.annotations.NullMarked;
