/** Keeps batches on disk, numbered and unchanged, until a receipt says that they are stored. */
@NullMarked
package eu.releve.edge.journal;

import org.jspecify.annotations.NullMarked;
