package eu.releve.edge.publish;

import eu.releve.provisioning.settings.Endpoint;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/**
 * One MQTT 5 connection on Eclipse Paho, used once and thrown away.
 *
 * <p>Clean start, no automatic reconnect, nothing persisted by the client: the journal is the
 * outbox. A client object that saw a failure is never used again.
 */
final class Line implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int QOS = 1;

  /** What Paho throws when the server's Receive Maximum is reached: back-pressure, no failure. */
  private static final int TOO_MANY_IN_FLIGHT = MqttClientException.REASON_CODE_MAX_INFLIGHT;

  /** MQTT 5 reason codes from here on are refusals. */
  private static final int REFUSED = 0x80;

  private static final int RECEIVE_MAX_UNSTATED = 65_535;

  /** Paho writes each failure to the console; ours is one line per change. Held, or it is lost. */
  private static final Logger PAHO = Logger.getLogger("org.eclipse.paho.mqttv5.client");

  static {
    PAHO.setLevel(Level.OFF);
  }

  private final MqttAsyncClient client;
  private final Topics topics;
  private final Inbox inbox;
  private final Counters counters;
  private final long answerMillis;
  private int receiveMax = RECEIVE_MAX_UNSTATED;

  private Line(
      MqttAsyncClient client, Topics topics, Inbox inbox, Counters counters, Duration answer) {
    this.client = client;
    this.topics = topics;
    this.inbox = inbox;
    this.counters = counters;
    this.answerMillis = answer.toMillis();
  }

  /** Connects, subscribes to receipts and says that the gateway is online. */
  static Line open(
      Endpoint server, Topics topics, Inbox inbox, Counters counters, Duration answerTimeout)
      throws LineException {
    try {
      MqttAsyncClient client =
          new MqttAsyncClient("tcp://" + server, topics.gateway().value(), new MemoryPersistence());
      Line line = new Line(client, topics, inbox, counters, answerTimeout);
      try {
        line.connect();
        return line;
      } catch (MqttException | LineException failure) {
        line.close();
        throw failure;
      }
    } catch (MqttException failure) {
      throw new LineException(Trouble.of(failure), reason(failure), failure);
    }
  }

  private void connect() throws MqttException, LineException {
    client.setCallback(new Callback(inbox, topics.receipt()));
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout((int) Math.max(1, answerMillis / 1_000));
    options.setUseSubscriptionIdentifiers(false);
    options.setWill(topics.state(), state("offline"));
    IMqttToken accepted = client.connect(options);
    accepted.waitForCompletion(answerMillis);
    Integer stated = accepted.getResponseProperties().getReceiveMaximum();
    receiveMax = stated == null ? RECEIVE_MAX_UNSTATED : stated;
    IMqttToken subscribed = client.subscribe(new MqttSubscription(topics.receipt(), QOS));
    subscribed.waitForCompletion(answerMillis);
    int code = refusal(subscribed);
    if (code >= REFUSED) {
      throw new LineException(
          Trouble.TURNED_AWAY,
          "subscription to receipts refused, reason code 0x%02X".formatted(code));
    }
    client.publish(topics.state(), state("online"));
  }

  /** How many publications the server takes before it has acknowledged one. */
  int receiveMax() {
    return receiveMax;
  }

  /**
   * Sends a batch.
   *
   * @return false when the server's Receive Maximum is reached: later.
   */
  boolean publish(SealedBatch batch) throws LineException {
    MqttMessage message = new MqttMessage(batch.bytes());
    message.setQos(QOS);
    try {
      client.publish(topics.data(), message, null, new Acknowledgement(batch.bytes().length));
      return true;
    } catch (MqttException failure) {
      if (failure.getReasonCode() == TOO_MANY_IN_FLIGHT) {
        return false;
      }
      throw new LineException(Trouble.of(failure), reason(failure), failure);
    }
  }

  /** Says goodbye in words; the last will is for those who cannot. */
  void sayOffline() {
    try {
      client.publish(topics.state(), state("offline")).waitForCompletion(answerMillis);
      client.disconnect(0).waitForCompletion(answerMillis);
    } catch (MqttException gone) {
      // The connection is going away in any case, and the last will says the same.
      inbox.lost(reason(gone));
    }
  }

  @Override
  public void close() {
    try {
      client.disconnectForcibly(0, 1, false);
    } catch (MqttException notConnected) {
      inbox.lost(reason(notConnected));
    }
    try {
      client.close(true);
    } catch (MqttException stillClosing) {
      inbox.lost(reason(stillClosing));
    }
  }

  private static MqttMessage state(String word) {
    byte[] json = ("{\"state\":\"" + word + "\"}").getBytes(StandardCharsets.UTF_8);
    MqttMessage message = new MqttMessage(json);
    message.setQos(QOS);
    message.setRetained(true);
    return message;
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

  static String reason(MqttException failure) {
    Throwable cause = failure.getCause();
    String detail = cause == null ? "" : ": " + cause;
    return "%s (%d)%s".formatted(failure.getMessage(), failure.getReasonCode(), detail);
  }

  /** Frees the place in flight of one batch, whatever became of it. */
  private final class Acknowledgement implements MqttActionListener {
    private final int bytes;

    Acknowledgement(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      (refusal(token) >= REFUSED ? counters.refused : counters.acknowledged).increment();
      inbox.settled(bytes);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      counters.refused.increment();
      inbox.settled(bytes);
    }
  }
}
