package eu.releve.cloud.broker;

import eu.releve.measure.GatewayId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a Mosquitto by its dynamic security plugin which gateways get in: each has a client and a
 * role there, and who is shut out has neither.
 *
 * <p>Taken away and not only disabled: Mosquitto 2.0 lets in whoever shows a certificate that it
 * trusts, a disabled client too, with all its rights. Without a client it has none: nothing that it
 * publishes or subscribes to is taken. Whoever is taken away is disconnected at once.
 */
final class DynamicSecurity {
  private static final Logger log = LoggerFactory.getLogger(DynamicSecurity.class);
  private static final long LOOKS_EVERY_MILLIS = 1_000;
  private static final long ANSWER_MILLIS_MAX = 15_000;
  private static final int LISTED_AT_ONCE = 1_000;
  private static final int CHANGED_AT_ONCE = 50;

  /** The plugin repeats it in its answer. */
  private static final String NUMBER = "correlationData";

  /** A role a gateway: the plugin of Mosquitto 2.0 puts no names into rules. */
  private static final String ROLE = "gateway-";

  private final Guests guests;
  private final Consumer<GatewayId> shutOut;
  private final ConcurrentLinkedQueue<byte[]> answers = new ConcurrentLinkedQueue<>();

  /** Whom the broker lets in; nothing before it has said so on this connection. */
  private Optional<Set<GatewayId>> known = Optional.empty();

  private final Set<GatewayId> listed = new HashSet<>();
  private int listedSoFar;
  private List<Change> asked = List.of();
  private boolean isAsking;

  /** Counts what was asked: an answer that comes after its time is none to the next question. */
  private long question;

  private long askedAtMillis;
  private long lookedAtMillis;
  private boolean hasLooked;
  private volatile OptionalInt admitted = OptionalInt.empty();
  private volatile Optional<String> trouble = Optional.of("not connected");

  /** One gateway that is let in, or not any more. */
  private record Change(GatewayId gateway, boolean isIn) {
    List<JsonObject> commands() {
      String role = ROLE + gateway;
      return isIn
          ? List.of(
              command("createRole").put("rolename", role).put("acls", acls(Access.of(gateway))),
              command("createClient")
                  .put("username", gateway.value())
                  .put("roles", new JsonArray().add(new JsonObject().put("rolename", role))))
          : List.of(
              command("deleteClient").put("username", gateway.value()),
              command("deleteRole").put("rolename", role));
    }
  }

  /**
   * @param guests whom the broker is to let in.
   * @param shutOut told of each gateway that it lets in no more: not even its last will comes.
   */
  DynamicSecurity(Guests guests, Consumer<GatewayId> shutOut) {
    this.guests = guests;
    this.shutOut = shutOut;
  }

  private static JsonObject command(String name) {
    return new JsonObject().put("command", name);
  }

  /** A role's rights as the plugin writes them. */
  static JsonArray acls(Access access) {
    JsonArray acls = new JsonArray();
    access.publishes().forEach(topic -> acls.add(acl("publishClientSend", topic)));
    access.receives().forEach(topic -> acls.add(acl("publishClientReceive", topic)));
    access.subscribes().forEach(filter -> acls.add(acl("subscribeLiteral", filter)));
    return acls;
  }

  private static JsonObject acl(String type, String topic) {
    return new JsonObject().put("acltype", type).put("topic", topic).put("allow", true);
  }

  /** A new connection: what the broker has may be another now. */
  void connected() {
    known = Optional.empty();
    listed.clear();
    listedSoFar = 0;
    answers.clear();
    isAsking = false;
    hasLooked = false;
  }

  /** The broker has answered; by any thread. */
  void answered(byte[] answer) {
    answers.add(answer);
  }

  /** Gateways that the broker lets in, as far as it has confirmed them. */
  OptionalInt admitted() {
    return admitted;
  }

  /** Why the broker is not told who gets in. */
  Optional<String> trouble() {
    return trouble;
  }

  /** Sends commands to the broker. */
  @FunctionalInterface
  interface Control {
    /** Sends them, or returns false when there is no room now. */
    boolean send(byte[] commands) throws IOException;
  }

  /** Takes what was answered, asks the next. */
  void turn(Control control, long nowMillis) throws IOException, SQLException {
    for (byte[] answer = answers.poll(); answer != null; answer = answers.poll()) {
      take(answer);
    }
    if (isAsking) {
      if (nowMillis - askedAtMillis > ANSWER_MILLIS_MAX) {
        now(Optional.of("the dynamic security plugin does not answer"));
        connected();
      }
      return;
    }
    if (known.isEmpty()) {
      ask(control, List.of(list()), List.of(), nowMillis);
      return;
    }
    if (hasLooked && nowMillis - lookedAtMillis < LOOKS_EVERY_MILLIS) {
      return;
    }
    List<Change> changes = changes(known.get(), guests.now());
    if (changes.isEmpty()) {
      hasLooked = true;
      lookedAtMillis = nowMillis;
      return;
    }
    List<JsonObject> commands =
        changes.stream().flatMap(change -> change.commands().stream()).toList();
    ask(control, commands, changes, nowMillis);
  }

  private JsonObject list() {
    return command("listClients").put("count", LISTED_AT_ONCE).put("offset", listedSoFar);
  }

  /** Who is shut out goes first. */
  private static List<Change> changes(Set<GatewayId> known, Set<GatewayId> wanted) {
    List<Change> changes = new ArrayList<>();
    known.stream()
        .filter(gateway -> !wanted.contains(gateway))
        .forEach(gateway -> changes.add(new Change(gateway, false)));
    wanted.stream()
        .filter(gateway -> !known.contains(gateway))
        .forEach(gateway -> changes.add(new Change(gateway, true)));
    return List.copyOf(changes.subList(0, Math.min(changes.size(), CHANGED_AT_ONCE)));
  }

  private void ask(Control control, List<JsonObject> commands, List<Change> changes, long nowMillis)
      throws IOException {
    String number = Long.toString(++question);
    commands.forEach(one -> one.put(NUMBER, number));
    byte[] text =
        new JsonObject()
            .put("commands", new JsonArray(commands))
            .encode()
            .getBytes(StandardCharsets.UTF_8);
    if (control.send(text)) {
      isAsking = true;
      asked = changes;
      askedAtMillis = nowMillis;
    }
  }

  private void take(byte[] answer) {
    if (!isAsking) {
      return;
    }
    try {
      JsonArray responses =
          new JsonObject(new String(answer, StandardCharsets.UTF_8)).getJsonArray("responses");
      if (isLate(responses)) {
        return;
      }
      isAsking = false;
      List<String> errors = new ArrayList<>();
      JsonObject list = new JsonObject();
      for (int i = 0; responses != null && i < responses.size(); i++) {
        JsonObject response = responses.getJsonObject(i);
        String error = response.getString("error", "");
        // Another collector may have been faster.
        if (!error.isEmpty() && !error.contains("already") && !error.contains("not found")) {
          errors.add(response.getString("command") + ": " + error);
        }
        list = response.getJsonObject("data", list);
      }
      now(errors.isEmpty() ? Optional.empty() : Optional.of(errors.getFirst()));
      if (errors.isEmpty()) {
        apply(list);
      }
    } catch (DecodeException | ClassCastException unreadable) {
      isAsking = false;
      now(Optional.of("the dynamic security plugin answers " + unreadable.getMessage()));
    }
  }

  private boolean isLate(@Nullable JsonArray responses) {
    if (responses == null || responses.isEmpty()) {
      return false;
    }
    String number = responses.getJsonObject(0).getString(NUMBER);
    return number != null && !number.equals(Long.toString(question));
  }

  private void apply(JsonObject list) {
    if (known.isEmpty()) {
      page(list);
      return;
    }
    Set<GatewayId> now = new HashSet<>(known.get());
    for (Change change : asked) {
      if (change.isIn) {
        now.add(change.gateway);
      } else {
        now.remove(change.gateway);
        log.info("the broker lets a gateway in no more gateway={}", change.gateway);
        shutOut.accept(change.gateway);
      }
    }
    known = Optional.of(now);
    admitted = OptionalInt.of(now.size());
    hasLooked = false;
  }

  /** A page of the broker's clients; those with other names are none of ours. */
  private void page(JsonObject list) {
    JsonArray names = list.getJsonArray("clients", new JsonArray());
    for (int i = 0; i < names.size(); i++) {
      String name = names.getString(i);
      try {
        listed.add(new GatewayId(name));
      } catch (IllegalArgumentException another) {
        log.debug("a client of the broker that is no gateway name={}", name);
      }
    }
    listedSoFar += names.size();
    if (names.size() < LISTED_AT_ONCE) {
      known = Optional.of(Set.copyOf(listed));
      admitted = OptionalInt.of(listed.size());
      listedSoFar = 0;
    }
  }

  private void now(Optional<String> reason) {
    if (reason.isPresent() && !reason.equals(trouble)) {
      log.warn("the broker is not told who gets in reason={}", reason.get());
    }
    trouble = reason;
  }
}
