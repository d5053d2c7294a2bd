package eu.releve.cloud;

import eu.releve.cloud.api.BuildingExport;
import eu.releve.cloud.authority.Authority;
import eu.releve.cloud.authority.CollectorEnd;
import eu.releve.cloud.broker.TlsSource;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.derive.Background;
import eu.releve.cloud.enrol.Claims;
import eu.releve.cloud.enrol.Enrolments;
import eu.releve.cloud.enrol.EstServer;
import eu.releve.cloud.enrol.Fleet;
import eu.releve.cloud.enrol.Gate;
import eu.releve.cloud.enrol.Pairing;
import eu.releve.cloud.enrol.Reception;
import eu.releve.cloud.enrol.Replacement;
import eu.releve.cloud.enrol.Transfers;
import eu.releve.cloud.mqtt.Entrance;
import eu.releve.cloud.mqtt.GatewayEndpoint;
import eu.releve.cloud.push.PlanDesk;
import eu.releve.cloud.push.Pushes;
import eu.releve.provisioning.settings.BrokerSettings;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.tls.TlsEnd;
import eu.releve.provisioning.tls.TlsMaterial;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import javax.sql.DataSource;

/** How gateways come to their certificates, and who is let in with one. */
final class Entry implements AutoCloseable {
  private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);

  /** Of the certificate for a broker; each connection gets another one. */
  private static final Duration BROKER_LIFE = Duration.ofDays(90);

  private final Gate gate;
  private final Optional<Authority> authority;
  private final Optional<CollectorEnd> own;
  private final Optional<EstServer> est;
  private final Reception reception;

  private Entry(
      Gate gate,
      Optional<Authority> authority,
      Optional<CollectorEnd> own,
      Optional<EstServer> est,
      Reception reception) {
    this.gate = gate;
    this.authority = authority;
    this.own = own;
    this.est = est;
    this.reception = reception;
  }

  /** Knows who is shut out, and listens for boxes where the settings say so. */
  static Entry open(CollectorSettings settings, Database database, Vertx vertx, InstantSource clock)
      throws IOException, SQLException {
    DataSource pool = database.ingest();
    SecureRandom random = new SecureRandom();
    Gate gate = new Gate(pool, clock);
    gate.look();
    Claims claims = new Claims(pool, clock, random);
    Fleet fleet = new Fleet(pool, clock);
    Replacement replacement = new Replacement(pool, clock);
    Pairing pairing = new Pairing(pool, clock);
    if (settings.enrolment().isEmpty()) {
      return new Entry(
          gate,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new Reception(
              claims,
              fleet,
              replacement,
              pairing,
              new Transfers(pool, clock, Optional.empty()),
              Optional.empty()));
    }
    CollectorSettings.Enrolment asked = settings.enrolment().get();
    Authority authority =
        asked.authority().isPresent()
            ? Authority.of(asked.authority().get(), clock, random)
            : Authority.in(settings.data().resolve("keys").resolve("authority"), clock, random);
    CollectorEnd own = new CollectorEnd(authority, asked.name().host(), clock, random);
    Enrolments enrolments = new Enrolments(pool, authority, asked.life(), clock);
    EstServer est =
        EstServer.listen(vertx, asked.listen(), authority, own, enrolments, asked.portal(), clock);
    Reception.Address address =
        new Reception.Address(
            server(asked.name(), est.port()), authority.fingerprint(), settings.ways());
    return new Entry(
        gate,
        Optional.of(authority),
        Optional.of(own),
        Optional.of(est),
        new Reception(
            claims,
            fleet,
            replacement,
            pairing,
            new Transfers(pool, clock, Optional.of(new BuildingExport(database, authority, clock))),
            Optional.of(address)));
  }

  private static URI server(CollectorSettings.PublicName name, int port) {
    String host = name.host().contains(":") ? "[" + name.host() + "]" : name.host();
    return URI.create("https://%s:%d".formatted(host, name.port().orElse(port)));
  }

  /** The plain entrance first, then that of mqtts, then that of wss. */
  List<Entrance> entrances(CollectorSettings settings) throws IOException {
    List<Entrance> entrances = new ArrayList<>();
    entrances.add(new Entrance.Plain(settings.mqtt()));
    CollectorSettings.Secure secure = settings.secure();
    if (secure.isOpen()) {
      TlsEnd tls = end(secure);
      secure.mqtts().ifPresent(endpoint -> entrances.add(new Entrance.Tls(endpoint, tls)));
      secure.wss().ifPresent(endpoint -> entrances.add(new Entrance.WebSocket(endpoint, tls)));
    }
    return entrances;
  }

  /** What the settings name, or what our own authority signs. */
  private TlsEnd end(CollectorSettings.Secure secure) throws IOException {
    if (secure.tls().isPresent()) {
      TlsMaterial files = TlsMaterial.load(secure.tls().get());
      checkBoth(files);
      return files;
    }
    return own.orElseThrow(() -> new IOException("tls: wanted it or enrolment, found neither"));
  }

  /** What this collector shows to a broker, and whom it trusts there. */
  TlsSource broker(BrokerSettings broker) throws IOException {
    if (!broker.at().isSecure()) {
      return Optional::empty;
    }
    if (broker.tls().isPresent()) {
      BrokerSettings named = broker;
      check(named, TlsMaterial.load(broker.tls().get()));
      return () -> {
        TlsMaterial files = TlsMaterial.load(named.tls().orElseThrow());
        check(named, files);
        return Optional.of(files.context());
      };
    }
    Authority signs =
        authority.orElseThrow(
            () -> new IOException("broker: wanted tls in it or enrolment, found neither"));
    return () -> Optional.of(signs.client(broker.name(), BROKER_LIFE).context());
  }

  /** The broker goes by the common name: another one would be another client there. */
  private static void check(BrokerSettings broker, TlsMaterial files) throws IOException {
    Optional<String> name = TlsMaterial.commonName(files.chain().getFirst());
    if (!name.equals(Optional.of(broker.name()))) {
      throw new IOException(
          "broker: wanted a certificate with the common name %s, found %s"
              .formatted(broker.name(), name.orElse("none")));
    }
  }

  /** Whoever enrols here must be let in here, and find a collector that it trusts. */
  private void checkBoth(TlsMaterial files) throws IOException {
    if (authority.isPresent()) {
      Authority signs = authority.get();
      boolean isTrusted = files.trust().contains(signs.chain().getFirst());
      if (!isTrusted || !signs.hasSigned(files.chain().getFirst())) {
        throw new IOException(
            "tls: wanted it left out beside enrolment, or files of the same authority, found a "
                + (isTrusted ? "certificate" : "trust")
                + " of another: who enrols here would not get in");
      }
    }
  }

  /** Says who is shut out. */
  Gate gate() {
    return gate;
  }

  /** Where operators decide. */
  Reception reception() {
    return reception;
  }

  /** Where boxes enrol, if they can. */
  OptionalInt port() {
    return est.map(found -> OptionalInt.of(found.port())).orElse(OptionalInt.empty());
  }

  /** How requests for certificates ended; nothing where none can be made. */
  Map<EstServer.Outcome, Long> outcomes() {
    return est.map(EstServer::outcomes).orElse(Map.of());
  }

  /** What was not granted or not noted at the entrance, by reason. */
  Map<String, Long> refusals() {
    Map<String, Long> counts = new TreeMap<>();
    outcomes()
        .forEach(
            (outcome, count) -> {
              if (outcome != EstServer.Outcome.ISSUED) {
                String name = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
                counts.put("enrolment-" + name, count);
              }
            });
    counts.put("certificate-shown-not-noted", gate.unwritten());
    return counts;
  }

  /** From now on cuts off whoever is shut out, within a second or two. */
  Background watch(GatewayEndpoint mqtt) {
    return Background.start(
        "gate",
        () -> {
          try {
            gate.look();
          } finally {
            // What was known before holds while the database is away.
            mqtt.review();
          }
          return LOOKS_EVERY;
        });
  }

  /** From now on tells gateways within a second or two what plans they are to follow. */
  static Background commands(GatewayEndpoint mqtt, Pushes pushes) {
    return Background.start(
        "commands",
        () -> {
          mqtt.deliver(pushes);
          return LOOKS_EVERY;
        });
  }

  /** Where plans are handed in. */
  PlanDesk plans(Pushes pushes, InstantSource clock) {
    return new PlanDesk(pushes, authority, clock);
  }

  @Override
  public void close() {
    est.ifPresent(EstServer::close);
  }
}
