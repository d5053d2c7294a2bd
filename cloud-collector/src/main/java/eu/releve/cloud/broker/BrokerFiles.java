package eu.releve.cloud.broker;

import static eu.releve.measure.Require.require;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The files that a broker needs so that gateways do there what they may and nothing else; all of
 * them are made from {@link Access}.
 */
public final class BrokerFiles {
  /** What Mosquitto's plugin writes to itself: never written over. */
  public static final String SECURITY = "dynamic-security.json";

  /** Certificates of the authority that signs for gateways. */
  public static final String TRUST = "ca.pem";

  /** The broker's own certificate. */
  public static final String CERTIFICATE = "broker.pem";

  /** The key of it. */
  public static final String KEY = "broker.key";

  private static final String UNTESTED =
      "Not tested with this broker: try it before you rely on it.";

  private BrokerFiles() {}

  /** The brokers that are known. */
  public enum Kind {
    /** Tested with 2.0. */
    MOSQUITTO,
    /** Not tested; its versions 5. */
    EMQX,
    /** Not tested; its versions 4. */
    HIVEMQ
  }

  /**
   * Where a broker runs.
   *
   * @param folder of these files on its machine, absolute.
   * @param port that gateways and collectors connect to.
   * @param collectors names of the collectors, at least one.
   * @param plugin Mosquitto's dynamic security plugin on its machine.
   */
  public record Place(String folder, int port, List<String> collectors, String plugin) {
    public Place {
      collectors = List.copyOf(collectors);
      require(!collectors.isEmpty(), "a broker without collector");
      require(0 < port && port <= 65_535, "port %d", port);
      require(!folder.matches("(?s).*[\"<>\\n].*"), "'%s' cannot stand in a configuration", folder);
    }

    private String path(String name) {
      return folder + "/" + name;
    }
  }

  /** The files by their names; the first is the broker's own configuration. */
  public static SequencedMap<String, String> of(Kind kind, Place place) {
    SequencedMap<String, String> files = new LinkedHashMap<>();
    switch (kind) {
      case MOSQUITTO -> {
        files.put("mosquitto.conf", mosquitto(place));
        files.put(SECURITY, security(place).encodePrettily() + "\n");
      }
      case EMQX -> {
        files.put("emqx.conf", emqx(place));
        files.put("acl.conf", emqxRules(place));
      }
      case HIVEMQ -> {
        files.put("config.xml", hivemq(place));
        files.put("roles.xml", hivemqRoles(place));
      }
    }
    return files;
  }

  private static String mosquitto(Place place) {
    return """
        # Mosquitto 2.0 as a broker of Releve. Whoever connects shows a certificate; its common name
        # is the user name and the client id. Who gets in, and what for, the collector says through
        # the dynamic security plugin; the plugin writes its file itself.
        per_listener_settings false
        listener %d
        cafile %s
        certfile %s
        keyfile %s
        tls_version tlsv1.3
        require_certificate true
        use_identity_as_username true
        use_username_as_clientid true
        allow_anonymous false
        plugin %s
        plugin_opt_config_file %s

        # Gateways keep what they send until it is stored: nothing needs to outlive a restart here.
        persistence false
        max_inflight_messages 64
        max_queued_messages 10000
        max_queued_bytes 67108864
        max_packet_size 1048576
        """
        .formatted(
            place.port,
            place.path(TRUST),
            place.path(CERTIFICATE),
            place.path(KEY),
            place.plugin,
            place.path(SECURITY));
  }

  private static JsonObject security(Place place) {
    String role = "releve-collector";
    JsonArray clients = new JsonArray();
    for (String name : place.collectors) {
      clients.add(
          new JsonObject()
              .put("username", name)
              .put("roles", new JsonArray().add(new JsonObject().put("rolename", role))));
    }
    return new JsonObject()
        .put(
            "defaultACLAccess",
            new JsonObject()
                .put("publishClientSend", false)
                .put("publishClientReceive", false)
                .put("subscribe", false)
                .put("unsubscribe", true))
        .put("clients", clients)
        .put("groups", new JsonArray())
        .put(
            "roles",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("rolename", role)
                        .put("acls", DynamicSecurity.acls(Access.ofCollector(true)))));
  }

  private static String emqx(Place place) {
    return """
        # EMQX 5 as a broker of Releve. %s
        # A gateway that is revoked stays in until its certificate ends: EMQX is not told.
        listeners.tcp.default.enable = false
        listeners.ws.default.enable = false
        listeners.wss.default.enable = false
        listeners.ssl.default {
          bind = "0.0.0.0:%d"
          ssl_options {
            cacertfile = "%s"
            certfile = "%s"
            keyfile = "%s"
            versions = ["tlsv1.3"]
            verify = verify_peer
            fail_if_no_peer_cert = true
          }
        }
        mqtt {
          peer_cert_as_username = cn
          peer_cert_as_clientid = cn
          max_packet_size = "1MB"
        }
        authorization {
          no_match = deny
          deny_action = disconnect
          sources = [ { type = file, enable = true, path = "%s" } ]
        }
        """
        .formatted(
            UNTESTED,
            place.port,
            place.path(TRUST),
            place.path(CERTIFICATE),
            place.path(KEY),
            place.path("acl.conf"));
  }

  private static String emqxRules(Place place) {
    StringBuilder text = new StringBuilder("%% Rules of Releve for EMQX 5. ");
    text.append(UNTESTED).append('\n');
    Access collector = Access.ofCollector(false);
    for (String name : place.collectors) {
      String who = "{user, \"" + name + "\"}";
      text.append(emqxRule("allow", who, "publish", collector.publishes()));
      text.append(emqxRule("allow", who, "subscribe", collector.subscribes()));
      // EMQX may look at the topics behind a share.
      text.append(emqxRule("allow", who, "subscribe", collector.receives()));
    }
    Access gateway = Access.ofWhomever("${username}");
    text.append(emqxRule("allow", "all", "publish", gateway.publishes()));
    text.append(emqxRule("allow", "all", "subscribe", gateway.subscribes()));
    return text.append("{deny, all}.\n").toString();
  }

  private static String emqxRule(String what, String who, String action, List<String> topics) {
    return "{%s, %s, %s, [\"%s\"]}.\n".formatted(what, who, action, String.join("\", \"", topics));
  }

  private static String hivemq(Place place) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- HiveMQ 4 as a broker of Releve. %s
             The stores are made from %s, %s and %s (keytool, openssl pkcs12).
             HiveMQ takes a client's name from its certificate by an extension, such as its
             Enterprise Security Extension: common name = user name = client id; the roles to give it are in roles.xml.
             A gateway that is revoked stays in until its certificate ends: HiveMQ is not told. -->
        <hivemq>
          <listeners>
            <tls-tcp-listener>
              <port>%d</port>
              <bind-address>0.0.0.0</bind-address>
              <tls>
                <protocols><protocol>TLSv1.3</protocol></protocols>
                <client-authentication-mode>REQUIRED</client-authentication-mode>
                <keystore>
                  <path>%s</path>
                  <password>CHANGE</password>
                  <private-key-password>CHANGE</private-key-password>
                </keystore>
                <truststore><path>%s</path><password>CHANGE</password></truststore>
              </tls>
            </tls-tcp-listener>
          </listeners>
          <mqtt>
            <packets><max-packet-size>1048576</max-packet-size></packets>
          </mqtt>
        </hivemq>
        """
        .formatted(
            UNTESTED,
            TRUST,
            CERTIFICATE,
            KEY,
            place.port,
            place.path("broker.p12"),
            place.path("ca.p12"));
  }

  private static String hivemqRoles(Place place) {
    Access collector = Access.ofCollector(false);
    Access gateway = Access.ofWhomever("${{username}}");
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- Roles of Releve for HiveMQ, as its File RBAC Extension writes them. %s
             releve-collector is for %s, releve-gateway for every other name. -->
        <roles>
          <role>
            <id>releve-collector</id>
            <permissions>
        %s%s    </permissions>
          </role>
          <role>
            <id>releve-gateway</id>
            <permissions>
        %s%s    </permissions>
          </role>
        </roles>
        """
        .formatted(
            UNTESTED,
            String.join(", ", place.collectors),
            permissions("PUBLISH", collector.publishes()),
            permissions("SUBSCRIBE", collector.receives()),
            permissions("PUBLISH", gateway.publishes()),
            permissions("SUBSCRIBE", gateway.subscribes()));
  }

  private static String permissions(String activity, List<String> topics) {
    StringBuilder text = new StringBuilder();
    for (String topic : topics) {
      text.append("      <permission><topic>")
          .append(topic)
          .append("</topic><activity>")
          .append(activity)
          .append("</activity></permission>\n");
    }
    return text.toString();
  }
}
