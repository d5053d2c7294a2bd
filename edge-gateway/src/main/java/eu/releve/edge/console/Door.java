package eu.releve.edge.console;

import eu.releve.edge.clock.BootClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Who may see the console: everybody on this machine, or those who know its password. */
public final class Door {
  private final Optional<Password> password;
  private final BootClock clock;
  private final Attempts attempts = new Attempts();
  private final Sessions sessions;

  private Door(Optional<Password> password, BootClock clock, SecureRandom random) {
    this.password = password;
    this.clock = clock;
    this.sessions = new Sessions(random);
  }

  /** The door of a console on loopback. */
  public static Door open(BootClock clock) {
    return new Door(Optional.empty(), clock, new SecureRandom());
  }

  /**
   * The door of a console that others can reach.
   *
   * @param folder where the password's hash is kept; a password is made where there is none.
   * @throws IOException naming the file that cannot be read, written or understood.
   */
  public static Door guarded(Path folder, BootClock clock) throws IOException {
    SecureRandom random = new SecureRandom();
    return new Door(Optional.of(Password.in(folder, random)), clock, random);
  }

  /** What became of a try to log in. */
  sealed interface Try {
    /**
     * It was the password.
     *
     * @param token of the session that begins.
     */
    record Entered(String token) implements Try {}

    /** It was not. */
    record Wrong() implements Try {}

    /**
     * It was not looked at.
     *
     * @param waitMillis when to come back.
     */
    record TooSoon(long waitMillis) implements Try {}
  }

  boolean isGuarded() {
    return password.isPresent();
  }

  /** Whether a session's token, or none, lets somebody in. */
  synchronized boolean lets(String token) {
    return password.isEmpty() || sessions.isOpen(token, clock.bootMillis());
  }

  /** One at a time: a check costs processor time that the meters need. */
  synchronized Try enter(String typed, InetAddress from) {
    long now = clock.bootMillis();
    long wait = attempts.waitMillis(from, now);
    if (wait > 0) {
      return new Try.TooSoon(wait);
    }
    if (password.isPresent() && password.get().is(typed)) {
      attempts.right(from);
      return new Try.Entered(sessions.begin(now));
    }
    attempts.wrong(from, now);
    return new Try.Wrong();
  }

  synchronized void leave(String token) {
    sessions.end(token);
  }

  /** The first password is written down: only its hash stays. */
  void forget() throws IOException {
    if (password.isPresent()) {
      password.get().forget();
    }
  }

  /** The file with the first password, while it is there. */
  public Optional<Path> firstPassword() {
    return password.filter(Password::isReadable).map(Password::first);
  }

  /** What the console shows of it. */
  public synchronized Access access() {
    return password
        .map(
            its ->
                new Access(
                    true,
                    its.isReadable(),
                    attempts.wrong(),
                    attempts.refused(),
                    attempts.lastWrongBootMillis()))
        .orElse(Access.LOCAL);
  }
}
