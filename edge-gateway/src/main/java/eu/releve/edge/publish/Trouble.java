package eu.releve.edge.publish;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.eclipse.paho.mqttv5.client.MqttClientException;
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

  static Trouble of(MqttException failure) {
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
