package eu.releve.cloud.account;

import eu.releve.cloud.database.Reach;

/**
 * Who asks.
 *
 * @param account the account's key.
 * @param name the account's name.
 * @param role what it may do.
 * @param organisation the key of the organisation that it belongs to.
 */
public record Principal(int account, String name, Role role, int organisation) {
  /** What an account may do. */
  public enum Role {
    /** Runs the collector: sees every organisation. */
    OPERATOR,
    /** Manages buildings: sees those of the own organisation. */
    SYNDIC
  }

  /** Whether buildings of every organisation are shown. */
  public boolean isOperator() {
    return role == Role.OPERATOR;
  }

  /** What the database shows to whoever asks. */
  public Reach reach() {
    return isOperator() ? Reach.EVERYTHING : Reach.of(organisation);
  }
}
