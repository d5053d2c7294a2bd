package eu.releve.cloud.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.measure.OrganisationId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import javax.sql.DataSource;

/** The accounts of people and programs, their sessions and tokens. */
public final class Accounts {
  private static final Duration SESSION = Duration.ofHours(12);
  private static final int SECRET_BYTES = 32;
  private static final String NOBODYS_HASH = Password.hash("nobody's");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataSource database;
  private final InstantSource clock;

  /**
   * @param database connections that may read and write accounts.
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

  /**
   * Makes the first operator when there is no account yet; its log-in goes to a file that only its
   * owner may read.
   *
   * @param file where to write user, password and token.
   * @return whether one was made.
   */
  public boolean makeFirstOperator(Path file) throws SQLException, IOException {
    if (Files.exists(file) && hasAccounts()) {
      return false;
    }
    String password = Password.random();
    try {
      make("operator", password, Principal.Role.OPERATOR, new OrganisationId("operator"));
    } catch (SQLException taken) {
      // The file was lost: the account stands, its password is made anew.
      if (!setPassword("operator", password)) {
        throw taken;
      }
    }
    Principal operator = check("operator", password).orElseThrow();
    String token = open(operator, Access.TOKEN);
    Map<String, String> login = new LinkedHashMap<>();
    login.put("user", "operator");
    login.put("password", password);
    login.put("token", token);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(login));
    return true;
  }

  private boolean hasAccounts() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement("select 1 from account limit 1");
        ResultSet row = query.executeQuery()) {
      return row.next();
    }
  }

  /**
   * Makes an account.
   *
   * @throws SQLException when the name is taken or the organisation is unknown.
   */
  public void make(String name, String password, Principal.Role role, OrganisationId organisation)
      throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into account (organisation, name, password_hash, role)
                select id, ?, ?, ? from organisation where name = ?""")) {
      insert.setString(1, name);
      insert.setString(2, Password.hash(password));
      insert.setString(3, role.name().toLowerCase(Locale.ROOT));
      insert.setString(4, organisation.value());
      if (insert.executeUpdate() == 0) {
        throw new SQLException("unknown organisation " + organisation);
      }
    }
  }

  private boolean setPassword(String name, String password) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement("update account set password_hash = ? where name = ?")) {
      update.setString(1, Password.hash(password));
      update.setString(2, name);
      return update.executeUpdate() == 1;
    }
  }

  /** Who that is, if name and password are right; an unknown name takes as long as a known one. */
  public Optional<Principal> check(String name, String password) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select id, name, role, organisation, password_hash from account where name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        boolean known = row.next();
        boolean right = Password.matches(password, known ? row.getString(5) : NOBODYS_HASH);
        return known && right ? Optional.of(principal(row)) : Optional.empty();
      }
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
    byte[] random = new byte[SECRET_BYTES];
    RANDOM.nextBytes(random);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Instant end = clock.instant().plus(SESSION);
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into access (account, kind, secret_sha256, expires_at) values (?, ?, ?, ?)")) {
      insert.setInt(1, principal.account());
      insert.setString(2, access.name().toLowerCase(Locale.ROOT));
      insert.setBytes(3, digest(secret));
      insert.setTimestamp(4, access == Access.SESSION ? Timestamp.from(end) : null);
      insert.executeUpdate();
    }
    return secret;
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
