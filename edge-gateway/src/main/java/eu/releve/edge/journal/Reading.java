package eu.releve.edge.journal;

import eu.releve.edge.journal.Segments.SealedDamageException;
import java.sql.SQLException;

/** What reads, and may find that a sealed segment is not what was written. */
@FunctionalInterface
interface Reading<T> {
  T read() throws SQLException, JournalException, SealedDamageException;
}
