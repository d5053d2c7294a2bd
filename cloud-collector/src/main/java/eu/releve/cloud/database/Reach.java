package eu.releve.cloud.database;

import static eu.releve.measure.Require.require;

import java.util.regex.Pattern;

/**
 * How far a connection of the API sees: the database itself shows nothing beyond it.
 *
 * @param setting as the policies of the database read it: {@code everything}, {@code accounts}, or
 *     an organisation's key.
 */
public record Reach(String setting) {
  private static final Pattern FORM = Pattern.compile("everything|accounts|[1-9][0-9]{0,8}");

  /** Every organisation, and what is nobody's: for operators. */
  public static final Reach EVERYTHING = new Reach("everything");

  /** Accounts and the names of organisations: for finding out who asks. */
  public static final Reach ACCOUNTS = new Reach("accounts");

  public Reach {
    require(FORM.matcher(setting).matches(), "a reach of '%s'", setting);
  }

  /** What is that organisation's. */
  public static Reach of(int organisation) {
    return new Reach(Integer.toString(organisation));
  }
}
