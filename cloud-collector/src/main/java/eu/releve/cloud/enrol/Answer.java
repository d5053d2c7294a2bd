package eu.releve.cloud.enrol;

import java.security.cert.X509Certificate;
import java.time.Duration;

/** What becomes of a request for a certificate. */
public sealed interface Answer {
  /** The certificate. */
  record Issued(X509Certificate certificate) implements Answer {}

  /** An operator has to decide first; to be asked again after a while. */
  record Wait(Duration pause, String reason) implements Answer {}

  /** No, for good: the request has to be another one. */
  record Refused(Why why, String reason) implements Answer {}

  /** Why a request is refused. */
  enum Why {
    /** The claim code is wrong, used, withdrawn or over; which of them, a guesser is not told. */
    CODE,
    /** The request asks for another identity, or cannot be read. */
    REQUEST,
    /** The gateway, its key or its certificate was revoked. */
    REVOKED
  }
}
