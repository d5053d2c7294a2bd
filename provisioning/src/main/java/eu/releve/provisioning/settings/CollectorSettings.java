package eu.releve.provisioning.settings;

import static eu.releve.measure.Require.require;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a collector is told at its start.
 *
 * @param mqtt where gateways publish; on loopback only, port 0 is any free one.
 * @param http where its pages and its API listen; port 0 is any free one.
 * @param data the folder that it keeps its keys and its own PostgreSQL in.
 * @param database where readings are stored.
 * @param organisations who manages buildings, and with which gateways.
 */
public record CollectorSettings(
    Endpoint mqtt, Endpoint http, Path data, Database database, List<Organisation> organisations) {
  /** The keys of {@code collector.yaml}. */
  static final List<String> KEYS = List.of("mqtt", "http", "data", "database", "organisations");

  private static final Endpoint MQTT = new Endpoint("127.0.0.1", 1883);
  private static final Endpoint HTTP = new Endpoint("127.0.0.1", 8080);
  private static final String JDBC = "jdbc:postgresql:";

  /** As PostgreSQL's driver reads it: hosts with ports, a name, properties. */
  private static final Pattern URL =
      Pattern.compile(
          JDBC
              + "(//(HOST(,HOST)*)?/)?[^/?]*([?].*)?"
                  .replace("HOST", "([^/?,:\\[\\]\\s]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?"));

  public CollectorSettings {
    organisations = List.copyOf(organisations);
  }

  /** Where readings are stored. */
  public sealed interface Database {
    /** A PostgreSQL that the collector brings and starts itself. */
    record Embedded() implements Database {}

    /**
     * A server that somebody else runs.
     *
     * @param url of JDBC, with user and password where the server wants them.
     */
    record External(String url) implements Database {
      public External {
        require(url.startsWith(JDBC), "a database's URL begins with %s", JDBC);
      }

      /** Without the part that may hold a password. */
      @Override
      public String toString() {
        return withoutSecrets(url);
      }
    }
  }

  /**
   * Who manages buildings.
   *
   * @param id its identifier.
   * @param name for people.
   * @param gateways those whose readings are its own.
   */
  public record Organisation(OrganisationId id, String name, List<GatewayId> gateways) {
    public Organisation {
      gateways = List.copyOf(gateways);
    }
  }

  /**
   * The settings that the file and the environment give.
   *
   * @param environment {@code RELEVE_KEY} stands before the file's key.
   * @throws DocumentException naming file, line, key, wanted and found.
   */
  public static CollectorSettings load(Path file, Map<String, String> environment)
      throws DocumentException {
    SettingsFile settings = SettingsFile.load(file, environment, KEYS);
    Mapping keys = settings.keys();
    Endpoint mqtt = settings.endpoint("mqtt", MQTT);
    if (!mqtt.isLoopback()) {
      throw keys.refuse("mqtt", "an address on loopback", "'" + mqtt + "'");
    }
    Endpoint http = settings.endpoint("http", HTTP);
    Path data = settings.data("collector");
    Database database = database(keys);
    List<Organisation> organisations = organisations(keys);
    keys.end();
    return new CollectorSettings(mqtt, http, data, database, organisations);
  }

  private static Database database(Mapping keys) throws DocumentException {
    String text = keys.optionalText("database").orElse("embedded");
    if (text.equals("embedded")) {
      return new Database.Embedded();
    }
    if (!URL.matcher(text).matches()) {
      // A URL may hold a password, which a message must not repeat.
      throw keys.refuse(
          "database",
          "embedded or jdbc:postgresql://HOST[:PORT]/NAME",
          "'" + withoutSecrets(text) + "'");
    }
    return new Database.External(text);
  }

  private static List<Organisation> organisations(Mapping keys) throws DocumentException {
    List<Organisation> organisations = new ArrayList<>();
    Set<OrganisationId> ids = new HashSet<>();
    Set<GatewayId> taken = new HashSet<>();
    for (Mapping entry : keys.optionalMappings("organisations")) {
      OrganisationId id = entry.value("id", "an organisation's identifier", OrganisationId::new);
      String name = entry.text("name");
      List<GatewayId> gateways = new ArrayList<>();
      for (String gateway : entry.texts("gateways")) {
        gateways.add(entry.make("gateways", () -> new GatewayId(gateway)));
      }
      entry.end();
      if (!ids.add(id)) {
        throw entry.refuse("id", "each organisation once", "'" + id + "' a second time");
      }
      for (GatewayId gateway : gateways) {
        if (!taken.add(gateway)) {
          throw entry.refuse("gateways", "each gateway once", "'" + gateway + "' a second time");
        }
      }
      organisations.add(new Organisation(id, name, gateways));
    }
    return organisations;
  }

  private static String withoutSecrets(String url) {
    return url.replaceFirst("//[^/]*@", "//...@").replaceFirst("\\?.*", "?...");
  }

  /** A file with every key, to begin with. */
  public static String example() {
    return SettingsFile.example("collector.yaml");
  }
}
