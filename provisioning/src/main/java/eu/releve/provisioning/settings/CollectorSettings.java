package eu.releve.provisioning.settings;

import static eu.releve.measure.Require.require;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a collector is told at its start.
 *
 * @param mqtt where gateways of this machine publish; on loopback only, port 0 is any free one.
 * @param secure where the others do.
 * @param broker the broker that gateways publish to as well, if there is one.
 * @param enrolment where boxes get their certificates, if this collector has an authority.
 * @param http where its pages and its API listen; port 0 is any free one.
 * @param data the folder that it keeps its keys and its own PostgreSQL in.
 * @param database where readings are stored.
 * @param organisations who manages buildings, and with which gateways.
 */
public record CollectorSettings(
    Endpoint mqtt,
    Secure secure,
    Optional<BrokerSettings> broker,
    Optional<Enrolment> enrolment,
    Endpoint http,
    Path data,
    Database database,
    List<Organisation> organisations) {
  /** The keys of {@code collector.yaml}. */
  static final List<String> KEYS =
      List.of(
          "mqtt",
          "mqtts",
          "wss",
          "tls",
          "broker",
          "enrolment",
          "http",
          "data",
          "database",
          "organisations");

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

  /**
   * Where gateways publish over a network, each with a certificate whose common name is its own.
   *
   * @param mqtts MQTT in TLS; port 0 is any free one.
   * @param wss MQTT in a WebSocket in TLS; port 0 is any free one.
   * @param tls what the collector shows, and who signs for gateways; where it has no authority of
   *     its own, it is there when one of the others is.
   */
  public record Secure(Optional<Endpoint> mqtts, Optional<Endpoint> wss, Optional<TlsFiles> tls) {
    /** Whether gateways may come over a network. */
    public boolean isOpen() {
      return mqtts.isPresent() || wss.isPresent();
    }
  }

  /**
   * Where boxes get their certificates (EST, RFC 7030).
   *
   * @param listen where requests come in; port 0 is any free one.
   * @param name the host under which gateways know this collector, in its own certificate and on
   *     labels; with a port where another one leads to {@code listen}.
   * @param life how long certificates of gateways live, {@link #LIFE_MIN} to {@link #LIFE_MAX}.
   * @param authority certificate and key of an authority that somebody else made; otherwise the
   *     collector makes one in its data folder.
   * @param portal where people find the pages, {@code https://HOST} or {@code https://HOST:PORT}; a
   *     label's code leads there whoever reads it with a phone.
   */
  public record Enrolment(
      Endpoint listen,
      PublicName name,
      Duration life,
      Optional<TlsFiles> authority,
      Optional<URI> portal) {
    /** The shortest life of a gateway's certificate: for tests. */
    public static final Duration LIFE_MIN = Duration.ofSeconds(6);

    /** The longest life of a gateway's certificate. */
    public static final Duration LIFE_MAX = Duration.ofDays(398);

    /** The life of a gateway's certificate where nobody says another. */
    public static final Duration LIFE_USUAL = Duration.ofDays(90);

    public Enrolment {
      require(
          life.compareTo(LIFE_MIN) >= 0 && life.compareTo(LIFE_MAX) <= 0,
          "certificates of %s, not of %s to %s",
          life,
          LIFE_MIN,
          LIFE_MAX);
    }
  }

  /**
   * How this collector is known outside.
   *
   * @param host a name or an address.
   * @param port where it is another than the one that is listened at.
   */
  public record PublicName(String host, OptionalInt port) {
    private static final Pattern FORM =
        Pattern.compile(
            "([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(:([0-9]{1,5}))?");
    private static final int PORT_MAX = 65_535;

    public PublicName {
      require(
          port.isEmpty() || (port.getAsInt() > 0 && port.getAsInt() <= PORT_MAX), "port %s", port);
    }

    static PublicName parse(String text) {
      Matcher form = FORM.matcher(text);
      require(form.matches(), "'%s' is no HOST or HOST:PORT", text);
      String port = form.group(4);
      String host = String.valueOf(form.group(1)).replaceAll("[\\[\\]]", "");
      return new PublicName(
          host, port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)));
    }
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
    Optional<Enrolment> enrolment = enrolment(settings);
    Secure secure = secure(settings, enrolment.isPresent());
    Optional<BrokerSettings> broker = BrokerSettings.read(settings, enrolment.isPresent());
    Endpoint http = settings.endpoint("http", HTTP);
    Path data = settings.data("collector");
    Database database = database(keys);
    List<Organisation> organisations = organisations(keys);
    keys.end();
    return new CollectorSettings(
        mqtt, secure, broker, enrolment, http, data, database, organisations);
  }

  /**
   * How boxes that enrol here deliver, as their settings say it: to the broker where there is one,
   * then to this collector under its public name. A port that is any free one is no address.
   */
  public List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    broker.map(BrokerSettings::at).filter(Way::isSecure).ifPresent(ways::add);
    enrolment.ifPresent(
        its -> {
          secure
              .mqtts()
              .filter(listen -> listen.port() != 0)
              .map(listen -> new Endpoint(its.name().host(), listen.port()))
              .ifPresent(at -> ways.add(new Way(Way.Scheme.MQTTS, at, "")));
          secure
              .wss()
              .filter(listen -> listen.port() != 0)
              .map(listen -> new Endpoint(its.name().host(), listen.port()))
              .ifPresent(at -> ways.add(new Way(Way.Scheme.WSS, at, Way.USUAL_PATH)));
        });
    return List.copyOf(ways);
  }

  private static Optional<Enrolment> enrolment(SettingsFile settings) throws DocumentException {
    Optional<Mapping> found = settings.keys().optionalMapping("enrolment");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Mapping keys = found.get();
    Endpoint listen = keys.value("listen", "HOST:PORT", Endpoint::parse);
    PublicName name = keys.value("name", "HOST or HOST:PORT", PublicName::parse);
    Duration life =
        keys.optionalDuration("life", Enrolment.LIFE_MIN, Enrolment.LIFE_MAX)
            .orElse(Enrolment.LIFE_USUAL);
    Optional<TlsFiles> authority = authority(settings, keys);
    Optional<URI> portal =
        keys.optionalValue(
            "portal", "https://HOST or https://HOST:PORT", CollectorSettings::portal);
    keys.end();
    return Optional.of(new Enrolment(listen, name, life, authority, portal));
  }

  private static URI portal(String text) {
    require(text.startsWith("https://"), "'%s' does not begin with https://", text);
    PublicName name = PublicName.parse(text.substring("https://".length()));
    return URI.create(
        "https://" + name.host() + (name.port().isPresent() ? ":" + name.port().getAsInt() : ""));
  }

  private static Optional<TlsFiles> authority(SettingsFile settings, Mapping keys)
      throws DocumentException {
    Optional<Mapping> found = keys.optionalMapping("authority");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Path certificate = settings.path(found.get(), "certificate");
    Path key = settings.path(found.get(), "key");
    found.get().end();
    return Optional.of(new TlsFiles(certificate, certificate, key));
  }

  private static Secure secure(SettingsFile settings, boolean hasAuthority)
      throws DocumentException {
    Mapping keys = settings.keys();
    Optional<Endpoint> mqtts = keys.optionalValue("mqtts", "HOST:PORT", Endpoint::parse);
    Optional<Endpoint> wss = keys.optionalValue("wss", "HOST:PORT", Endpoint::parse);
    Optional<TlsFiles> tls = settings.tls();
    Secure secure = new Secure(mqtts, wss, tls);
    if (secure.isOpen() && tls.isEmpty() && !hasAuthority) {
      throw keys.refuse(
          mqtts.isPresent() ? "mqtts" : "wss", "the key tls or enrolment beside it", "neither");
    }
    return secure;
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
