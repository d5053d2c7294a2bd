package eu.releve.edge.console;

import eu.releve.document.Json;
import eu.releve.edge.identity.IdentityWords;
import eu.releve.edge.identity.Standing;
import java.util.ArrayList;
import java.util.List;

/** What the console tells of the gateway's certificate. */
final class CertificateSection {
  private CertificateSection() {}

  /**
   * One line.
   *
   * @param key of what it is called.
   * @param value in words.
   */
  record Line(String key, String value) {}

  /** Nothing where somebody else provides the certificate, or none is needed. */
  static List<Line> lines(Standing standing, Words words) {
    IdentityWords its = IdentityWords.in(words.language());
    List<Line> lines = new ArrayList<>();
    switch (standing) {
      case Standing.NotNeeded none -> {}
      case Standing.Provided others -> {}
      case Standing.NotEnrolled not ->
          lines.add(new Line("delivery.certificate", words.text("delivery.certificate.none")));
      case Standing.Enrolled enrolled -> {
        lines.add(
            new Line(
                "delivery.certificate",
                words.text(
                    enrolled.isOver() ? "delivery.certificate.over" : "delivery.certificate.until",
                    its.day(enrolled.notAfter()))));
        lines.add(new Line("delivery.renewal", its.day(enrolled.renewal())));
      }
    }
    standing
        .trouble()
        .ifPresent(met -> lines.add(new Line("delivery.obstacle", its.of(met.kind()))));
    return lines;
  }

  static void json(Json json, Standing standing) {
    json.put("standing", standing.getClass().getSimpleName());
    if (standing instanceof Standing.Enrolled enrolled) {
      json.put("notAfter", enrolled.notAfter().toString())
          .put("renewal", enrolled.renewal().toString())
          .put("over", enrolled.isOver());
    }
    standing
        .trouble()
        .ifPresent(met -> json.put("obstacle", met.kind().name()).put("said", met.said()));
  }
}
