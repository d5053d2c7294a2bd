package eu.releve.edge;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.identity.CertificateCare;
import eu.releve.edge.identity.Standing;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.publish.Trouble;
import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.EstClient;
import eu.releve.provisioning.enrol.Identity;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's certificate: looked after where it came by enrolment, left alone where the settings
 * name its files or the collector is on this machine.
 *
 * @param care nothing where it is left alone.
 * @param otherwise how it stands then.
 */
record Certificate(Optional<CertificateCare> care, Standing otherwise) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);

  /** How the collector is reached, with the files that are shown there. */
  static Uplink uplink(GatewaySettings settings) {
    Uplink uplink = settings.collector();
    return uplink.isByEnrolment()
        ? uplink.showing(IdentityFiles.in(settings.data()).tls())
        : uplink;
  }

  /**
   * Files that the settings name must be there: whoever names them has put them there. A box that
   * enrols may come without any, and measures meanwhile; but it must not be another's.
   */
  static void check(GatewaySettings settings) throws StartException {
    Uplink uplink = settings.collector();
    if (uplink.isByEnrolment()) {
      checkName(settings);
    } else if (uplink.ways().stream().anyMatch(Way::isSecure)) {
      try {
        TlsMaterial.load(uplink.tls().orElseThrow());
      } catch (IOException unusable) {
        throw StartException.missing(String.valueOf(unusable.getMessage()), unusable);
      }
    }
  }

  private static void checkName(GatewaySettings settings) throws StartException {
    try {
      Optional<Identity> present = IdentityFiles.in(settings.data()).read();
      if (present.isPresent() && !present.get().gateway().equals(settings.gateway())) {
        String message =
            "gateway: wanted '%s', as which this box is enrolled (%s), found '%s'"
                .formatted(
                    present.get().gateway(),
                    IdentityFiles.in(settings.data()).tls().certificate(),
                    settings.gateway());
        throw StartException.wrong(message, new IllegalArgumentException(message));
      }
    } catch (IOException unusable) {
      LOG.error("certificate cannot be used, meters are read reason={}", unusable.getMessage());
    }
  }

  /** At work where it is needed. */
  static Certificate start(
      GatewaySettings settings, BootClock clock, Measuring measuring, Publisher publisher) {
    Uplink uplink = settings.collector();
    if (!uplink.isByEnrolment()) {
      boolean isSecure = uplink.ways().stream().anyMatch(Way::isSecure);
      return new Certificate(
          Optional.empty(), isSecure ? new Standing.Provided() : new Standing.NotNeeded());
    }
    return new Certificate(
        Optional.of(
            CertificateCare.start(
                settings.gateway(),
                new Enrolment(IdentityFiles.in(settings.data()), uplink.proxy(), EstClient.TIMEOUT),
                clock,
                CertificateCare.World.of(
                    publisher::hurry, () -> isRefused(publisher), measuring::note))),
        new Standing.NotNeeded());
  }

  private static boolean isRefused(Publisher publisher) {
    return publisher.state().connection() instanceof Connection.Disconnected away
        && away.trouble() == Trouble.OWN_CERTIFICATE;
  }

  /** How it stands. */
  Standing standing() {
    return care.map(CertificateCare::standing).orElse(otherwise);
  }

  /** The next attempt is made now. */
  void now() {
    care.ifPresent(CertificateCare::now);
  }

  @Override
  public void close() {
    care.ifPresent(CertificateCare::close);
  }
}
