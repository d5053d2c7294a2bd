package eu.releve.provisioning.enrol;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How one question to an EST server ended. */
public sealed interface EstAnswer {
  /**
   * Certificates came.
   *
   * @param certificates at least one.
   */
  record Issued(List<X509Certificate> certificates) implements EstAnswer {
    public Issued {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * Not now: an operator has to decide first (202), or the server asks for patience (429, 503).
   *
   * @param status of HTTP.
   * @param retryAfter when it wants to be asked again, 1 s to 1 day.
   * @param reason in the server's words, at most 200 printable characters; may be empty.
   */
  record Wait(int status, Duration retryAfter, String reason) implements EstAnswer {
    /** An operator has to decide first. */
    public static final int ACCEPTED = 202;
  }

  /**
   * No, and asking again changes nothing.
   *
   * @param status of HTTP.
   * @param reason in the server's words, at most 200 printable characters; may be empty.
   */
  record Refused(int status, String reason) implements EstAnswer {
    /** Of what was asked for: malformed, or another's identity. */
    public static final int MALFORMED = 400;

    /** Of the claim code: wrong, used or over. */
    public static final int CODE = 401;

    /** Of the gateway: its certificate was revoked. */
    public static final int REVOKED = 403;
  }

  /**
   * No answer, or none of a server that could be believed.
   *
   * @param why for people.
   * @param cause in the words of whatever failed.
   */
  record Unreachable(Why why, String cause) implements EstAnswer {
    static Unreachable of(Throwable failure) {
      return new Unreachable(Why.of(failure), words(failure));
    }

    private static String words(Throwable failure) {
      Throwable last = failure;
      String words = String.valueOf(failure.getMessage());
      while (last.getCause() != null) {
        last = last.getCause();
        words = last.getMessage() == null ? words : String.valueOf(last.getMessage());
      }
      return words.equals("null") ? last.getClass().getSimpleName() : words;
    }
  }

  /** Why there is no answer. */
  enum Why {
    /** Its name is not known. */
    NAME_UNKNOWN,
    /** Nobody listens there, or no way leads there. */
    NO_CONNECTION,
    /** It does not answer in time. */
    NO_ANSWER,
    /** Its certificate is not of the authority, or of another name, or not valid today. */
    NOT_TRUSTED,
    /** The proxy opens no way to it. */
    PROXY,
    /** What answers is no EST server. */
    NO_EST;

    static Why of(Throwable failure) {
      Why found = NO_EST;
      for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof NoEstException) {
          return NO_EST;
        }
        if (cause instanceof ProxyRefusalException) {
          return PROXY;
        }
        found =
            switch (cause) {
              case UnknownHostException unknown -> NAME_UNKNOWN;
              case UnresolvedAddressException unknown -> NAME_UNKNOWN;
              case HttpConnectTimeoutException late -> NO_CONNECTION;
              case HttpTimeoutException late -> NO_ANSWER;
              case NoRouteToHostException none -> NO_CONNECTION;
              case ConnectException refused -> found == NAME_UNKNOWN ? found : NO_CONNECTION;
              case SSLException tls -> NOT_TRUSTED;
              case IOException broken -> found == NO_EST ? NO_CONNECTION : found;
              default -> found;
            };
      }
      return found;
    }
  }

  /** What answers is no EST server. */
  final class NoEstException extends IOException {
    private static final long serialVersionUID = 1L;

    NoEstException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The proxy opens no way. */
  final class ProxyRefusalException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyRefusalException(String message) {
      super(message);
    }
  }
}
