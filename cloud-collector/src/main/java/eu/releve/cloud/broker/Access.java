package eu.releve.cloud.broker;

import static eu.releve.measure.Require.require;

import eu.releve.measure.GatewayId;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who may do what at a broker: the one set of rules from which every broker's configuration and
 * every role is made. What is not named here is refused.
 *
 * @param publishes topics, or patterns of topics, that the client may publish on.
 * @param subscribes filters that it may subscribe to, as they are written.
 * @param receives topics whose messages may come to it.
 */
public record Access(List<String> publishes, List<String> subscribes, List<String> receives) {
  /** Collectors that subscribe under this name share what comes. */
  public static final String SHARE = "$share/releve/";

  /** Where Mosquitto's dynamic security plugin takes commands. */
  public static final String CONTROL = "$CONTROL/dynamic-security/v1";

  /** Where it answers whoever has asked. */
  public static final String CONTROL_ANSWERS = CONTROL + "/response";

  private static final String PREFIX = "releve/1/";

  public Access {
    publishes = List.copyOf(publishes);
    subscribes = List.copyOf(subscribes);
    receives = List.copyOf(receives);
  }

  /** A gateway's: its own prefix, and of that what goes up and what comes down. */
  public static Access of(GatewayId gateway) {
    return ofWhomever(gateway.value());
  }

  /**
   * The same for a broker that puts the client's own name into rules.
   *
   * @param placeholder what it replaces by that name, one level of a topic.
   */
  public static Access ofWhomever(String placeholder) {
    require(!placeholder.matches(".*[/+#].*"), "'%s' is more than one level", placeholder);
    String own = PREFIX + placeholder;
    List<String> down = List.of(own + "/receipt", own + "/command");
    return new Access(List.of(own + "/data", own + "/state", own + "/reply"), down, down);
  }

  /**
   * A collector's.
   *
   * @param isAdministrator whether it says who gets in, by Mosquitto's dynamic security plugin.
   */
  public static Access ofCollector(boolean isAdministrator) {
    String any = PREFIX + "+/";
    List<String> control = isAdministrator ? List.of(CONTROL) : List.of();
    List<String> answers = isAdministrator ? List.of(CONTROL_ANSWERS) : List.of();
    return new Access(
        and(List.of(any + "receipt", any + "command"), control),
        and(
            List.of(SHARE + any + "data", SHARE + any + "reply", any + "state", any + "command"),
            answers),
        and(List.of(any + "data", any + "reply", any + "state", any + "command"), answers));
  }

  private static List<String> and(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
