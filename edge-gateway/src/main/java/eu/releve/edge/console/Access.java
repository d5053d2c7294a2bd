package eu.releve.edge.console;

import java.util.OptionalLong;

/**
 * How the console is guarded, and what happened at its door since the start.
 *
 * @param isGuarded whether it asks for a password.
 * @param isPasswordReadable whether the first password still lies in clear in its file.
 * @param wrong passwords.
 * @param refused tries that came too soon after wrong ones and were not looked at.
 * @param lastWrongBootMillis when the last wrong password came.
 */
public record Access(
    boolean isGuarded,
    boolean isPasswordReadable,
    long wrong,
    long refused,
    OptionalLong lastWrongBootMillis) {
  /** A console on loopback: whoever reaches it has a log-in on the machine already. */
  public static final Access LOCAL = new Access(false, false, 0, 0, OptionalLong.empty());
}
