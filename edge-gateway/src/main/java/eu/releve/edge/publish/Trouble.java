package eu.releve.edge.publish;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.websocket.HandshakeFailedException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Why there is no connection to the collector, as far as somebody on site can act on it. */
public enum Trouble {
  /** No attempt has ended yet. */
  STARTING,
  /** Its name is not known: no name service, or a wrong name. */
  NAME_UNKNOWN,
  /** No way leads there: a cable, a router, the Internet. */
  NO_ROUTE,
  /** The machine is there, the collector is not. */
  NOBODY_LISTENS,
  /** It does not answer in time. */
  NO_ANSWER,
  /** It does not speak TLS 1.3. */
  NO_TLS,
  /** Its certificate is of no authority that this gateway trusts. */
  CERTIFICATE_UNKNOWN,
  /** Its certificate is another machine's. */
  CERTIFICATE_NAME,
  /** Its certificate is not valid at this time, or the clock is wrong. */
  CERTIFICATE_DATES,
  /** The gateway has no certificate yet: it is not enrolled. */
  NO_CERTIFICATE,
  /** The gateway's own certificate or key is of no use, or the collector refuses it. */
  OWN_CERTIFICATE,
  /** The proxy opens no way to it. */
  PROXY,
  /** It does not take this gateway. */
  TURNED_AWAY,
  /** There was a connection and it broke. */
  BROKEN_OFF,
  /** It takes nothing of what is sent. */
  NOTHING_TAKEN,
  /** Something else, which the log tells. */
  OTHER;

  /** MQTT 5 reason codes from here on are refusals of a server. */
  private static final int REFUSED = 0x80;

  private static final int MQTT_CODE_MAX = 0xFF;

  /** Whether another way to the same collector could do without it. */
  boolean mayBeOfTheWay() {
    return switch (this) {
      case NAME_UNKNOWN, NO_ROUTE, NOBODY_LISTENS, NO_ANSWER, NO_TLS, PROXY, BROKEN_OFF -> true;
      case STARTING,
          CERTIFICATE_UNKNOWN,
          CERTIFICATE_NAME,
          CERTIFICATE_DATES,
          NO_CERTIFICATE,
          OWN_CERTIFICATE,
          TURNED_AWAY,
          NOTHING_TAKEN,
          OTHER ->
          false;
    };
  }

  static Trouble of(MqttException failure) {
    Optional<Trouble> tls = TlsTrouble.of(failure);
    if (tls.isPresent()) {
      return tls.get();
    }
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      Trouble known = ofNetwork(cause);
      if (known != OTHER) {
        return known;
      }
    }
    int code = failure.getReasonCode();
    if (REFUSED <= code && code <= MQTT_CODE_MAX) {
      return TURNED_AWAY;
    }
    return switch (code) {
      case MqttClientException.REASON_CODE_CLIENT_TIMEOUT,
          MqttClientException.REASON_CODE_WRITE_TIMEOUT ->
          NO_ANSWER;
      case MqttClientException.REASON_CODE_CONNECTION_LOST,
          MqttClientException.REASON_CODE_CLIENT_CLOSED,
          MqttClientException.REASON_CODE_CLIENT_NOT_CONNECTED ->
          BROKEN_OFF;
      default -> OTHER;
    };
  }

  private static Trouble ofNetwork(Throwable cause) {
    return switch (cause) {
      case UnknownHostException unknown -> NAME_UNKNOWN;
      case NoRouteToHostException none -> NO_ROUTE;
      case SocketTimeoutException late -> NO_ANSWER;
      case ConnectException refused -> ofRefusal(refused.getMessage());
      case SocketException broken -> BROKEN_OFF;
      case EOFException ended -> BROKEN_OFF;
      case HandshakeFailedException noWebSocket -> NOBODY_LISTENS;
      default -> OTHER;
    };
  }

  /** Linux says both "unreachable" and "refused" in the words of one exception. */
  private static Trouble ofRefusal(@Nullable String message) {
    String words = message == null ? "" : message.toLowerCase(Locale.ROOT);
    if (words.contains("unreachable")) {
      return NO_ROUTE;
    }
    return words.contains("timed out") ? NO_ANSWER : NOBODY_LISTENS;
  }
}
