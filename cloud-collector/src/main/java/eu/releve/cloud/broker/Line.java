package eu.releve.cloud.broker;

import eu.releve.provisioning.settings.BrokerSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One MQTT 5 connection to a broker, used once and thrown away.
 *
 * <p>Clean start and no session that outlives it: what nobody acknowledged stays in the gateways'
 * journals, and a broker that kept messages for a collector that is away would keep them from the
 * others.
 */
final class Line implements AutoCloseable {
  /** Messages that the broker sends before the first of them is acknowledged. */
  static final int RECEIVE_MAXIMUM = 64;

  /** As much as the collector's own endpoint takes. */
  static final long PACKET_BYTES_MAX = 1 << 20;

  private static final int KEEP_ALIVE_SECONDS = 15;
  private static final int ANSWER_SECONDS = 20;
  private static final int QOS = 1;
  private static final int REFUSED = 0x80;

  /** Paho writes each failure to the console; ours is one line per change. Held, or it is lost. */
  private static final Logger PAHO = Logger.getLogger("org.eclipse.paho.mqttv5.client");

  static {
    PAHO.setLevel(Level.OFF);
  }

  /** Told of what comes, on the client's own thread. */
  interface Ear {
    /** A message came on that line; it is to be acknowledged there once, in whatever order. */
    void heard(Line from, String topic, MqttMessage message);

    /** The connection is gone. */
    void lost(String reason);

    /** A publication has an answer: there is room for another one. */
    void settled(boolean isRefused);
  }

  private final MqttAsyncClient client;
  private final Ear ear;

  private Line(MqttAsyncClient client, Ear ear) {
    this.client = client;
    this.ear = ear;
  }

  /**
   * Connects; nothing is subscribed to yet.
   *
   * @throws IOException saying why there is no connection.
   */
  static Line open(BrokerSettings where, Optional<SSLContext> tls, Ear ear) throws IOException {
    try {
      String address = (tls.isPresent() ? "ssl://" : "tcp://") + where.at().endpoint();
      MqttAsyncClient client = new MqttAsyncClient(address, where.name(), new MemoryPersistence());
      Line line = new Line(client, ear);
      try {
        line.connect(tls);
        return line;
      } catch (MqttException failure) {
        line.close();
        throw failure;
      }
    } catch (MqttException failure) {
      throw new IOException(reason(failure), failure);
    }
  }

  private void connect(Optional<SSLContext> tls) throws MqttException {
    client.setManualAcks(true);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout(ANSWER_SECONDS);
    options.setUseSubscriptionIdentifiers(false);
    options.setReceiveMaximum(RECEIVE_MAXIMUM);
    options.setMaximumPacketSize(PACKET_BYTES_MAX);
    tls.ifPresent(context -> options.setSocketFactory(new TlsSockets(context)));
    client.connect(options).waitForCompletion(ANSWER_SECONDS * 1_000L);
    // Not before: the client's thread would still tell it of the connection when that is closed
    // already, and stumble. Nothing comes in before the first subscription.
    client.setCallback(new Callback());
  }

  /**
   * Subscribes.
   *
   * @throws IOException when the broker grants one of them not.
   */
  void subscribe(List<String> filters) throws IOException {
    for (String filter : filters) {
      try {
        IMqttToken token = client.subscribe(new MqttSubscription(filter, QOS));
        token.waitForCompletion(ANSWER_SECONDS * 1_000L);
        if (refusal(token) >= REFUSED) {
          throw new IOException(
              "the broker refuses the subscription to %s, reason code 0x%02X"
                  .formatted(filter, refusal(token)));
        }
      } catch (MqttException failure) {
        throw new IOException(filter + ": " + reason(failure), failure);
      }
    }
  }

  /**
   * Sends a message.
   *
   * @param answered what stands in the question that it answers, empty for none.
   * @return false when the broker takes no more for now.
   */
  boolean publish(String topic, byte[] payload, boolean isRetained, byte[] answered)
      throws IOException {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(QOS);
    message.setRetained(isRetained);
    if (answered.length > 0) {
      MqttProperties properties = new MqttProperties();
      properties.setCorrelationData(answered);
      message.setProperties(properties);
    }
    try {
      client.publish(topic, message, null, new Settling());
      return true;
    } catch (MqttException failure) {
      if (failure.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT) {
        return false;
      }
      throw new IOException(reason(failure), failure);
    }
  }

  /** Lets the broker forget a message and send another; by any thread, also after the end. */
  void acknowledge(MqttMessage message) {
    if (message.getQos() == 0) {
      return;
    }
    try {
      client.messageArrivedComplete(message.getId(), message.getQos());
    } catch (MqttException gone) {
      ear.lost(reason(gone));
    } catch (RuntimeException closed) {
      // Whoever stores batches runs this, perhaps long after the end: it must not stop for it.
      ear.lost(String.valueOf(closed));
    }
  }

  @Override
  public void close() {
    try {
      if (client.isConnected()) {
        client.disconnect(0).waitForCompletion(1_000);
      }
    } catch (MqttException gone) {
      ear.lost(reason(gone));
    }
    try {
      client.disconnectForcibly(0, 1, false);
    } catch (MqttException notConnected) {
      ear.lost(reason(notConnected));
    }
    // Its own close would take from its threads what they still use, and frees nothing more.
  }

  private static int refusal(IMqttToken token) {
    int worst = 0;
    int[] codes = token.getReasonCodes();
    if (codes != null) {
      for (int code : codes) {
        worst = Math.max(worst, code);
      }
    }
    return worst;
  }

  private static String reason(MqttException failure) {
    Throwable cause = failure.getCause();
    return "%s (%d)%s"
        .formatted(
            failure.getMessage(), failure.getReasonCode(), cause == null ? "" : ": " + cause);
  }

  private final class Settling implements MqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
      ear.settled(refusal(token) >= REFUSED);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      ear.settled(true);
    }
  }

  private final class Callback implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      ear.heard(Line.this, topic, message);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      MqttException failure = response.getException();
      ear.lost(
          failure == null
              ? "disconnected by the broker, reason code %d".formatted(response.getReturnCode())
              : reason(failure));
    }

    @Override
    public void mqttErrorOccurred(MqttException failure) {
      ear.lost(reason(failure));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
