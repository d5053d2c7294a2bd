package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Wire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The catalogues that gateways have sent, by digest. */
public final class Catalogues {
  /** Some 4,000 registers at 100 bytes each and 250 of them: a few hundred megabytes at worst. */
  private static final int CACHED_MAX = 1_000;

  /** The highest number a register may have: numbers are small, they index arrays. */
  private static final int NUMBER_MAX = 1 << 20;

  private final DataSource pool;
  private final Era era;
  private final Map<Key, Series> cache = new ConcurrentHashMap<>();

  private record Key(GatewayId gateway, Digest digest) {}

  Catalogues(DataSource pool, Era era) {
    this.pool = pool;
    this.era = era;
    era.whenItChanges(cache::clear);
  }

  /** What the numbers of that catalogue mean, or nothing while it has not been seen. */
  public Optional<Series> find(GatewayId gateway, Digest digest) throws SQLException {
    Key key = new Key(gateway, digest);
    Series cached = cache.get(key);
    if (cached != null && cached.era() == era.number()) {
      return Optional.of(cached);
    }
    try (Connection connection = pool.getConnection()) {
      era.check(connection);
      // Before the query: what an older database says must not pass for what the next one does.
      long asked = era.number();
      Optional<Series> found = load(connection, key, asked);
      found.ifPresent(series -> keep(key, series));
      return found;
    }
  }

  /**
   * Whether a batch that brought that catalogue is in quarantine, or was thrown away from there.
   */
  public boolean isQuarantined(GatewayId gateway, Digest digest) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select exists (select from quarantine where gateway = ? and catalogue = ?)
                  or exists (select from decision
                    where gateway = ? and catalogue = ? and what = 'discarded')""")) {
      select.setString(1, gateway.value());
      select.setLong(2, digest.bits());
      select.setString(3, gateway.value());
      select.setLong(4, digest.bits());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private void keep(Key key, Series series) {
    if (cache.size() >= CACHED_MAX) {
      cache.clear();
    }
    cache.put(key, series);
  }

  /** Why a catalogue cannot be taken, if so. */
  static Optional<String> refusal(Catalogue catalogue) {
    return catalogue.entries().stream()
        .filter(entry -> entry.number() > NUMBER_MAX)
        .map(entry -> "register number %d is above %d".formatted(entry.number(), NUMBER_MAX))
        .findFirst();
  }

  /** Writes the catalogue, and the building as its plan describes it. */
  void write(Connection connection, Arrival arrival, Catalogue catalogue) throws SQLException {
    CatalogueWriter.write(connection, arrival, catalogue);
  }

  private static Optional<Series> load(Connection connection, Key key, long era)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select building, bytes, numbers, registers from catalogue
            where gateway = ? and digest = ?
            """)) {
      select.setString(1, key.gateway.value());
      select.setLong(2, key.digest.bits());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Map<Integer, Integer> registers = new HashMap<>();
        Integer[] numbers = (Integer[]) row.getArray(3).getArray();
        Integer[] keys = (Integer[]) row.getArray(4).getArray();
        for (int i = 0; i < numbers.length; i++) {
          registers.put(numbers[i], keys[i]);
        }
        return Optional.of(new Series(decode(row.getBytes(2)), row.getInt(1), registers, era));
      }
    }
  }

  private static Catalogue decode(byte[] bytes) throws SQLException {
    try {
      Body body = Wire.body(Wire.open(bytes), bytes, Catalogue.EMPTY);
      if (body instanceof Catalogue catalogue) {
        return catalogue;
      }
      throw new SQLException("a stored catalogue holds " + body.getClass().getSimpleName());
    } catch (MalformedBatchException damaged) {
      throw new SQLException("a stored catalogue cannot be read", damaged);
    }
  }
}
