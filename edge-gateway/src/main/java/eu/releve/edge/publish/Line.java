package eu.releve.edge.publish;

import eu.releve.provisioning.settings.Way;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Topics;
import java.io.IOException;
import java.security.SecureRandom;
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
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One MQTT 5 connection on Eclipse Paho, used once and thrown away.
 *
 * <p>Clean start, no automatic reconnect, nothing persisted by the client: the journal is the
 * outbox. A client object that saw a failure is never used again.
 */
final class Line implements AutoCloseable {
  /** An idle line is asked this often; see {@link Silence} for one that is not idle. */
  static final int KEEP_ALIVE_SECONDS = 15;

  /** Receipts have a hundred bytes, commands at most 60 KiB; whatever is larger is not for us. */
  static final long PACKET_BYTES_MAX = 64 << 10;

  private static final int QOS = 1;

  /** What Paho throws when the server's Receive Maximum is reached: back-pressure, no failure. */
  private static final int TOO_MANY_IN_FLIGHT = MqttClientException.REASON_CODE_MAX_INFLIGHT;

  /** MQTT 5 reason codes from here on are refusals. */
  private static final int REFUSED = 0x80;

  private static final int RECEIVE_MAX_UNSTATED = 65_535;
  private static final int QUESTION_BYTES = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Paho writes each failure to the console; ours is one line per change. Held, or it is lost. */
  private static final Logger PAHO = Logger.getLogger("org.eclipse.paho.mqttv5.client");

  static {
    PAHO.setLevel(Level.OFF);
  }

  private final WaySockets sockets;
  private final MqttAsyncClient client;
  private final Self self;
  private final Topics topics;
  private final Inbox inbox;
  private final Counters counters;
  private final long answerMillis;
  private int receiveMax = RECEIVE_MAX_UNSTATED;

  private Line(
      WaySockets sockets,
      MqttAsyncClient client,
      Self self,
      Inbox inbox,
      Counters counters,
      Duration answer) {
    this.sockets = sockets;
    this.client = client;
    this.self = self;
    this.topics = self.topics();
    this.inbox = inbox;
    this.counters = counters;
    this.answerMillis = answer.toMillis();
  }

  /**
   * Connects, subscribes to receipts and says that the gateway is online.
   *
   * @param sockets make the way's socket; they are closed with the line.
   */
  static Line open(
      Way way,
      WaySockets sockets,
      Self self,
      Inbox inbox,
      Counters counters,
      Duration answerTimeout)
      throws LineException {
    try {
      MqttAsyncClient client =
          new MqttAsyncClient(
              address(way), self.topics().gateway().value(), new MemoryPersistence());
      Line line = new Line(sockets, client, self, inbox, counters, answerTimeout);
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

  /**
   * For the client every way is a plain one: TLS is the socket's, so that no option of the client
   * could leave it out.
   */
  private static String address(Way way) {
    return switch (way.scheme()) {
      case MQTT, MQTTS -> "tcp://" + way.endpoint();
      case WSS -> "ws://" + way.endpoint() + way.path();
    };
  }

  private void connect() throws MqttException, LineException {
    byte[] question = new byte[QUESTION_BYTES];
    RANDOM.nextBytes(question);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout((int) Math.max(1, answerMillis / 1_000));
    options.setUseSubscriptionIdentifiers(false);
    options.setMaximumPacketSize(PACKET_BYTES_MAX);
    options.setSocketFactory(sockets);
    options.setWill(topics.state(), state("offline"));
    IMqttToken accepted = client.connect(options);
    accepted.waitForCompletion(answerMillis);
    // Not before: the client's thread would still tell it of the connection when that is closed
    // already, and stumble. Nothing comes in before the first subscription.
    Callback callback = new Callback(inbox, topics, question);
    client.setCallback(callback);
    Integer stated = accepted.getResponseProperties().getReceiveMaximum();
    receiveMax = stated == null ? RECEIVE_MAX_UNSTATED : stated;
    if (!accepted.getResponseProperties().isSharedSubscriptionAvailable()) {
      // A broker through which collectors can be reached has them.
      callback.withTheStore();
    }
    // A receipt that is lost is covered by the next, and to acknowledge each would cost the line.
    subscribe(topics.receipt(), "receipts");
    // A command that is lost comes again with the next connection.
    subscribe(topics.command(), "commands");
    client.publish(topics.state(), asking(question));
  }

  private void subscribe(String topic, String what) throws MqttException, LineException {
    IMqttToken subscribed = client.subscribe(new MqttSubscription(topic, 0));
    subscribed.waitForCompletion(answerMillis);
    int code = refusal(subscribed);
    if (code >= REFUSED) {
      throw new LineException(
          Trouble.TURNED_AWAY,
          "subscription to %s refused, reason code 0x%02X".formatted(what, code));
    }
  }

  /** Says that it is online; whoever answers for the store repeats the question in a receipt. */
  private MqttMessage asking(byte[] question) {
    MqttMessage message = state("online");
    MqttProperties properties = new MqttProperties();
    properties.setResponseTopic(topics.receipt());
    properties.setCorrelationData(question);
    message.setProperties(properties);
    return message;
  }

  /** How many bytes have come in. */
  long bytesIn() {
    return sockets.bytesIn();
  }

  /** Asks for a sign of life: says once more that the gateway is online, which is answered. */
  void ask() throws LineException {
    try {
      client.publish(topics.state(), state("online"));
    } catch (MqttException failure) {
      if (failure.getReasonCode() != TOO_MANY_IN_FLIGHT) {
        throw new LineException(Trouble.of(failure), reason(failure), failure);
      }
    }
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
      client.publish(topics.data(), message, null, new Acknowledgement());
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
    // Its own close would take from its threads what they still use, and frees nothing more.
    // Also one that is still being connected, which the client would keep.
    try {
      sockets.close();
    } catch (IOException gone) {
      inbox.lost(String.valueOf(gone.getMessage()));
    }
  }

  private MqttMessage state(String word) {
    MqttMessage message = new MqttMessage(self.state(word));
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
    @Override
    public void onSuccess(IMqttToken token) {
      (refusal(token) >= REFUSED ? counters.refused : counters.acknowledged).increment();
      inbox.settled();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      counters.refused.increment();
      inbox.settled();
    }
  }
}
