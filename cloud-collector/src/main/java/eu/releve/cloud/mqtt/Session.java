package eu.releve.cloud.mqtt;

import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.Taken;
import eu.releve.measure.GatewayId;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Receipt;
import eu.releve.wire.Topics;
import eu.releve.wire.UnknownFormatException;
import eu.releve.wire.Wire;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of one gateway; everything happens on its event loop. */
final class Session {
  /** QoS 1 packets that a gateway may have in flight; Paho 5 fails with the default of 65,535. */
  static final int RECEIVE_MAXIMUM = 64;

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private final GatewayId gateway;
  private final Topics topics;
  private final MqttEndpoint endpoint;
  private final Optional<X509Certificate> shown;
  private final Context loop;
  private final Ingest ingest;
  private final GatewayEndpoint home;
  private final String address;
  private final TopicAliases aliases = new TopicAliases();
  private int inFlight;
  private boolean open = true;
  private boolean left;
  private boolean wantsReceipts;
  private volatile boolean wantsCommands;

  /** The version of the last command that has gone out here; 0 before the first. */
  private volatile long commanded;

  private MqttQoS receiptQos = MqttQoS.AT_LEAST_ONCE;
  private boolean sending;
  private Optional<Receipt> next = Optional.empty();

  Session(
      GatewayId gateway,
      MqttEndpoint endpoint,
      Optional<X509Certificate> shown,
      Context loop,
      Ingest ingest,
      GatewayEndpoint home) {
    this.gateway = gateway;
    this.shown = shown;
    this.topics = new Topics(gateway);
    this.endpoint = endpoint;
    this.loop = loop;
    this.ingest = ingest;
    this.home = home;
    this.address = addressOf(endpoint);
  }

  GatewayId gateway() {
    return gateway;
  }

  /** The certificate that it came in with; nothing on this machine. */
  Optional<X509Certificate> shown() {
    return shown;
  }

  /** Begins to listen to the client; call before accepting it. */
  void begin() {
    endpoint.publishAutoAck(false);
    endpoint.subscriptionAutoAck(false);
    endpoint.publishHandler(this::published);
    endpoint.subscribeHandler(this::subscribed);
    endpoint.unsubscribeHandler(
        message -> {
          wantsReceipts &= !message.topics().contains(topics.receipt());
          wantsCommands &= !message.topics().contains(topics.command());
          List<MqttUnsubAckReasonCode> codes =
              message.topics().stream().map(topic -> MqttUnsubAckReasonCode.SUCCESS).toList();
          endpoint.unsubscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
        });
    endpoint.disconnectMessageHandler(
        message -> left = message.code() != MqttDisconnectReasonCode.WITH_WILL_MESSAGE);
    endpoint.exceptionHandler(this::failed);
    endpoint.closeHandler(closed -> closed());
  }

  private void published(MqttPublishMessage message) {
    if (!open) {
      return;
    }
    Optional<String> named = aliases.topicOf(message.topicName(), message.properties());
    String topic = named.orElse("");
    if (named.isEmpty()) {
      refuse(Refusal.TOPIC_ALIAS, "one of no topic, at most " + TopicAliases.MAXIMUM);
    } else if (topic.equals(topics.data())) {
      data(message);
    } else if (topic.equals(topics.state())) {
      home.state(gateway, message.payload().toString(StandardCharsets.UTF_8), address);
      acknowledge(message);
    } else if (topic.equals(topics.reply())) {
      acknowledge(message);
    } else {
      refuse(Refusal.FOREIGN_TOPIC, topic);
    }
  }

  private void data(MqttPublishMessage message) {
    if (message.qosLevel() != MqttQoS.AT_LEAST_ONCE) {
      refuse(Refusal.QOS, message.qosLevel().name());
      return;
    }
    if (inFlight >= RECEIVE_MAXIMUM) {
      refuse(Refusal.RECEIVE_MAXIMUM, "more than " + RECEIVE_MAXIMUM);
      return;
    }
    inFlight++;
    int id = message.messageId();
    try {
      Taken taken =
          ingest.offer(
              gateway, message.payload().getBytes(), () -> loop.runOnContext(run -> taken(id)));
      if (taken == Taken.NO_ROOM) {
        refuse(Refusal.NO_ROOM, "ingest is full");
      }
    } catch (UnknownFormatException later) {
      ingest.cannotRead(gateway, later);
      refuse(Refusal.UNKNOWN_FORMAT, String.valueOf(later.getMessage()));
    } catch (MalformedBatchException unreadable) {
      refuse(Refusal.UNREADABLE, String.valueOf(unreadable.getMessage()));
    }
  }

  /** Asked while the connection is open: a closed one does not tell any more. */
  private static String addressOf(MqttEndpoint endpoint) {
    return endpoint.remoteAddress() == null
        ? ""
        : String.valueOf(endpoint.remoteAddress().hostAddress());
  }

  /** Not before there is room: what is not acknowledged slows the gateway down. */
  private void taken(int id) {
    inFlight--;
    if (open) {
      endpoint.publishAcknowledge(id, MqttPubAckReasonCode.SUCCESS, MqttProperties.NO_PROPERTIES);
    }
  }

  private void acknowledge(MqttPublishMessage message) {
    if (message.qosLevel() == MqttQoS.AT_LEAST_ONCE) {
      endpoint.publishAcknowledge(
          message.messageId(), MqttPubAckReasonCode.SUCCESS, MqttProperties.NO_PROPERTIES);
    }
  }

  /** Another's topic ends the connection, as publishing there does. */
  private void subscribed(MqttSubscribeMessage message) {
    if (!open) {
      return;
    }
    List<MqttSubAckReasonCode> codes = new ArrayList<>();
    boolean receipts = false;
    boolean commands = false;
    List<String> mine = List.of(topics.receipt(), topics.command(), topics.state());
    for (MqttTopicSubscription wanted : message.topicSubscriptions()) {
      if (!mine.contains(wanted.topicName())) {
        refuse(Refusal.FOREIGN_TOPIC, wanted.topicName());
        return;
      }
      boolean once = wanted.qualityOfService() == MqttQoS.AT_MOST_ONCE;
      if (wanted.topicName().equals(topics.receipt())) {
        receipts = true;
        receiptQos = once ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
      }
      commands |= wanted.topicName().equals(topics.command());
      codes.add(once ? MqttSubAckReasonCode.GRANTED_QOS0 : MqttSubAckReasonCode.GRANTED_QOS1);
    }
    endpoint.subscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
    wantsCommands |= commands;
    if (receipts) {
      wantsReceipts = true;
      home.retained(this);
    }
  }

  /** Sends a receipt; of several that wait for the socket only the last is worth sending. */
  void receipt(Receipt receipt) {
    loop.runOnContext(
        run -> {
          if (wantsReceipts && open) {
            next = Optional.of(receipt);
            send();
          }
        });
  }

  /** The version of the last command that has gone out over this connection. */
  long commanded() {
    return commanded;
  }

  /** Whether commands are waited for at the other end. */
  boolean wantsCommands() {
    return wantsCommands;
  }

  /** Sends a command, retained as a broker would have it; one that is lost comes again. */
  void command(long version, byte[] bytes) {
    loop.runOnContext(
        run -> {
          if (wantsCommands && isThere()) {
            endpoint
                .publish(topics.command(), Buffer.buffer(bytes), MqttQoS.AT_MOST_ONCE, false, true)
                .onSuccess(sent -> commanded = version);
          }
        });
  }

  /** An endpoint knows before it tells that its client has gone. */
  private boolean isThere() {
    return open && endpoint.isConnected();
  }

  private void send() {
    if (sending || next.isEmpty() || !isThere()) {
      return;
    }
    Receipt receipt = next.get();
    next = Optional.empty();
    sending = true;
    // Retained, with the QoS as subscribed: one that is lost comes again at each subscription.
    endpoint
        .publish(topics.receipt(), Buffer.buffer(Wire.encode(receipt)), receiptQos, false, true)
        .onComplete(
            sent -> {
              sending = false;
              send();
            });
  }

  private void failed(Throwable failure) {
    if (failure instanceof TooLongFrameException) {
      refuse(Refusal.TOO_LARGE, String.valueOf(failure.getMessage()));
    } else if (failure instanceof IOException) {
      log.debug("connection broke gateway={}", gateway, failure);
    } else {
      refuse(Refusal.MALFORMED, String.valueOf(failure.getMessage()));
    }
  }

  private void refuse(Refusal refusal, String what) {
    if (!open) {
      return;
    }
    home.count(refusal);
    log.warn("client is disconnected gateway={} reason={} found={}", gateway, refusal, what);
    end(refusal.code());
  }

  /** Turns out a gateway that had come in; from outside its event loop. */
  void shutOut(Refusal refusal) {
    loop.runOnContext(run -> refuse(refusal, "a certificate that no longer lets in"));
  }

  /** Ends the connection from outside its event loop. */
  void leave(MqttDisconnectReasonCode code) {
    loop.runOnContext(run -> end(code));
  }

  private void end(MqttDisconnectReasonCode code) {
    if (open) {
      open = false;
      endpoint.disconnect(code, MqttProperties.NO_PROPERTIES);
    }
  }

  private void closed() {
    open = false;
    boolean last = home.closed(this);
    if (last && !left && endpoint.will().isWillFlag()) {
      home.state(
          gateway, endpoint.will().getWillMessage().toString(StandardCharsets.UTF_8), address);
    }
  }
}
