package eu.releve.cloud.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.settings.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The accounts of people and programs, their sessions and tokens. */
public final class Accounts {
  private static final Duration SESSION = Duration.ofHours(12);
  private static final int SECRET_BYTES = 32;
  private static final String NOBODYS_HASH = Password.hash("nobody's");
  private static final String FIRST = "operator";
  private static final String UNIQUE_VIOLATION = "23505";

  /** Each hash takes 19 MiB and a core for some 30 ms. */
  private static final int HASHES_AT_ONCE_MAX = 2;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataSource database;
  private final InstantSource clock;
  private final Semaphore hashing = new Semaphore(HASHES_AT_ONCE_MAX);

  /**
   * @param database connections that reach accounts.
   * @param clock dates sessions.
   */
  public Accounts(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What opens a door: shown once, kept as a digest. */
  public enum Access {
    SESSION,
    TOKEN
  }

  /** How the making of an account ended. */
  public enum Making {
    MADE,
    NAME_TAKEN,
    NO_SUCH_ORGANISATION
  }

  /**
   * Makes the first operator when there is no account yet; its log-in goes to a file that only its
   * owner may read. The file is written first: an account whose password nobody knows would lock
   * everybody out.
   *
   * @param file where to write user, password and token.
   * @return whether one was made.
   */
  public boolean makeFirstOperator(Path file) throws SQLException, IOException {
    if (hasAccounts()) {
      return false;
    }
    String password = Password.random();
    String token = secret();
    Map<String, String> login = new LinkedHashMap<>();
    login.put("user", FIRST);
    login.put("password", password);
    login.put("token", token);
    SecretFile.write(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(login));
    boolean made = makeWithToken(password, token);
    if (!made) {
      // Another collector on this database was first; its log-in is the one that counts.
      Files.deleteIfExists(file);
    }
    return made;
  }

  /** One statement: an account without the token that the file names would lock programs out. */
  private boolean makeWithToken(String password, String token) throws SQLException {
    String hash = hashed(() -> Password.hash(password));
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                with made as (
                  insert into account (organisation, name, password_hash, role)
                  select id, ?, ?, 'operator' from organisation where name = 'operator'
                  on conflict do nothing
                  returning id)
                insert into access (account, kind, secret_sha256) select id, 'token', ? from made""")) {
      insert.setString(1, FIRST);
      insert.setString(2, hash);
      insert.setBytes(3, digest(token));
      boolean made = insert.executeUpdate() > 0;
      connection.commit();
      return made;
    }
  }

  private boolean hasAccounts() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement("select 1 from account limit 1");
        ResultSet row = query.executeQuery()) {
      return row.next();
    }
  }

  /** Makes an account. */
  public Making make(String name, String password, Principal.Role role, OrganisationId organisation)
      throws SQLException {
    String hash = hashed(() -> Password.hash(password));
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into account (organisation, name, password_hash, role)
                select id, ?, ?, ? from organisation where name = ?""")) {
      insert.setString(1, name);
      insert.setString(2, hash);
      insert.setString(3, role.name().toLowerCase(Locale.ROOT));
      insert.setString(4, organisation.value());
      Making making = insert.executeUpdate() == 0 ? Making.NO_SUCH_ORGANISATION : Making.MADE;
      connection.commit();
      return making;
    } catch (SQLException refused) {
      if (UNIQUE_VIOLATION.equals(refused.getSQLState())) {
        return Making.NAME_TAKEN;
      }
      throw refused;
    }
  }

  private record Known(Principal principal, String hash) {}

  /** Who that is, if name and password are right; an unknown name takes as long as a known one. */
  public Optional<Principal> check(String name, String password) throws SQLException {
    Optional<Known> known = known(name);
    // No connection is held meanwhile: whoever guesses must not keep others from the database.
    String hash = known.map(Known::hash).orElse(NOBODYS_HASH);
    boolean right = hashed(() -> Password.matches(password, hash));
    return right ? known.map(Known::principal) : Optional.empty();
  }

  private Optional<Known> known(String name) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select id, name, role, organisation, password_hash from account where name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Known(principal(row), row.getString(5)))
            : Optional.empty();
      }
    }
  }

  private <T> T hashed(Supplier<T> work) {
    hashing.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      hashing.release();
    }
  }

  private static Principal principal(ResultSet row) throws SQLException {
    return new Principal(
        row.getInt(1),
        row.getString(2),
        Principal.Role.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
        row.getInt(4));
  }

  /** Makes a secret that stands for the account: a session ends after 12 hours, a token never. */
  public String open(Principal principal, Access access) throws SQLException {
    String secret = secret();
    keep(principal, access, secret);
    return secret;
  }

  private static String secret() {
    byte[] random = new byte[SECRET_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private void keep(Principal principal, Access access, String secret) throws SQLException {
    Instant now = clock.instant();
    Instant end = now.plus(SESSION);
    try (Connection connection = database.getConnection();
        PreparedStatement past =
            connection.prepareStatement(
                "delete from access where account = ? and expires_at <= ?");
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into access (account, kind, secret_sha256, expires_at)
                values (?, ?, ?, ?)""")) {
      past.setInt(1, principal.account());
      past.setTimestamp(2, Timestamp.from(now));
      past.executeUpdate();
      insert.setInt(1, principal.account());
      insert.setString(2, access.name().toLowerCase(Locale.ROOT));
      insert.setBytes(3, digest(secret));
      insert.setTimestamp(4, access == Access.SESSION ? Timestamp.from(end) : null);
      insert.executeUpdate();
      connection.commit();
    }
  }

  /** Who holds that secret, while it is valid. */
  public Optional<Principal> holder(String secret) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select a.id, a.name, a.role, a.organisation
                from access s join account a on a.id = s.account
                where s.secret_sha256 = ? and (s.expires_at is null or s.expires_at > ?)""")) {
      query.setBytes(1, digest(secret));
      query.setTimestamp(2, Timestamp.from(clock.instant()));
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(principal(row)) : Optional.empty();
      }
    }
  }

  /** Ends a session or token. */
  public void close(String secret) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("delete from access where secret_sha256 = ?")) {
      delete.setBytes(1, digest(secret));
      delete.executeUpdate();
      connection.commit();
    }
  }

  private static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
