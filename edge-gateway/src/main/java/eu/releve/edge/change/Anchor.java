package eu.releve.edge.change;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Whose word counts. */
@FunctionalInterface
public interface Anchor {
  /**
   * The authority that the gateway has pinned when it enrolled; nothing while it is not enrolled.
   *
   * @throws IOException when that cannot be read.
   */
  Optional<X509Certificate> pinned() throws IOException;
}
