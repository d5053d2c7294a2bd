package eu.releve.edge.state;

import static eu.releve.measure.Require.require;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notes in {@code state.db}: all in memory, changes written once a minute and at the end,
 * counts that protect a battery at once.
 *
 * <p>A file that cannot be read is put aside and another begun; on a disk that refuses the notes
 * stay in memory until it does not. Most of what is in it can be learned again; who keeps something
 * that cannot asks {@link #isBegunAnew}.
 */
public final class StateFile implements Notebook, AutoCloseable {
  private static final int CHARACTERS_MAX = 65_536;
  private static final int NOTES_MAX = 10_000;
  private static final long WRITE_SECONDS = 60;
  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

  private final Path file;
  private final Map<Note, String> notes = new HashMap<>();
  private final Map<Note, String> unwritten = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean told;
  private boolean isBegunAnew;

  private StateFile(Path file) {
    this.file = file;
  }

  /**
   * Opens the file, or begins it.
   *
   * @throws IOException when its folder cannot be written.
   */
  public static StateFile open(Path file) throws IOException {
    StateFile state = new StateFile(file);
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      state.read();
    } catch (SQLException refused) {
      if (DiskRefusal.is(refused)) {
        return state.withoutFile(refused);
      }
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      LOG.warn("state cannot be read, begun anew aside={} reason={}", aside, refused.getMessage());
      try {
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException readOnly) {
        return state.withoutFile(readOnly);
      }
      state.notes.clear();
      state.isBegunAnew = true;
    }
    Thread.ofVirtual().name("state").start(state::keep);
    return state;
  }

  /** A disk that is full or read-only may take notes later; what is there is not put aside. */
  private StateFile withoutFile(Exception refused) {
    LOG.error("state is in memory only file={} reason={}", file, refused.getMessage());
    notes.clear();
    isBegunAnew = Files.exists(file);
    Thread.ofVirtual().name("state").start(this::keep);
    return this;
  }

  private void read() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select kind, key, value from note")) {
      while (rows.next()) {
        notes.put(new Note(rows.getString(1), rows.getString(2)), rows.getString(3));
      }
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma synchronous=full");
      statement.execute(
          "create table if not exists note (kind text not null, key text not null,"
              + " value text not null, primary key (kind, key)) without rowid");
      return connection;
    } catch (SQLException unusable) {
      connection.close();
      throw unusable;
    }
  }

  @Override
  public synchronized Optional<String> find(String kind, String key) {
    return Optional.ofNullable(notes.get(new Note(kind, key)));
  }

  @Override
  public synchronized void write(String kind, String key, String value) {
    require(value.length() <= CHARACTERS_MAX, "a note of %d characters", value.length());
    Note note = new Note(kind, key);
    if (value.isEmpty()) {
      notes.remove(note);
    } else {
      require(notes.containsKey(note) || notes.size() < NOTES_MAX, "more than %d notes", NOTES_MAX);
      notes.put(note, value);
    }
    unwritten.put(note, value);
  }

  @Override
  public synchronized boolean writeNow(String kind, String key, String value) {
    write(kind, key, value);
    flush();
    return unwritten.isEmpty();
  }

  @Override
  public boolean isBegunAnew() {
    return isBegunAnew;
  }

  private void keep() {
    try {
      while (!closed.await(WRITE_SECONDS, TimeUnit.SECONDS)) {
        flush();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what has changed now; what cannot be written is tried again with the next. */
  public synchronized void flush() {
    if (unwritten.isEmpty()) {
      return;
    }
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      store(connection);
      connection.commit();
      unwritten.clear();
      told = false;
    } catch (SQLException refused) {
      if (!told) {
        LOG.warn("state cannot be written file={} reason={}", file, refused.getMessage());
      }
      told = true;
    }
  }

  private void store(Connection connection) throws SQLException {
    try (PreparedStatement forget =
            connection.prepareStatement("delete from note where kind = ? and key = ?");
        PreparedStatement put = connection.prepareStatement("insert into note values (?, ?, ?)")) {
      for (Map.Entry<Note, String> entry : unwritten.entrySet()) {
        forget.setString(1, entry.getKey().kind());
        forget.setString(2, entry.getKey().key());
        forget.executeUpdate();
        if (!entry.getValue().isEmpty()) {
          put.setString(1, entry.getKey().kind());
          put.setString(2, entry.getKey().key());
          put.setString(3, entry.getValue());
          put.executeUpdate();
        }
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    flush();
  }
}
