package eu.releve.edge.publish;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Envelope;
import eu.releve.wire.Facts;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Receipt;
import eu.releve.wire.Topics;
import eu.releve.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
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

/** Keeps batches in memory and gives receipts for what it has, or was told is lost. */
final class TestCollector implements MqttCallback, AutoCloseable {
  private final Topics topics;
  private final UUID store;
  private final Map<Long, byte[]> batches = new TreeMap<>();
  private final Set<Long> lost = new TreeSet<>();
  private final List<Long> arrivals = new ArrayList<>();
  private final List<String> states = new ArrayList<>();
  private final ExecutorService sender = Executors.newSingleThreadExecutor();
  private volatile MqttAsyncClient client;
  private boolean isGivingReceipts;
  private volatile boolean hasGoneBack;
  private long epoch;
  private long upTo;

  TestCollector(GatewayId gateway, UUID store, boolean isGivingReceipts) {
    this.topics = new Topics(gateway);
    this.store = store;
    this.isGivingReceipts = isGivingReceipts;
    this.client = unconnected();
  }

  private static MqttAsyncClient unconnected() {
    try {
      return new MqttAsyncClient("tcp://127.0.0.1:1", "nobody", new MemoryPersistence());
    } catch (MqttException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Connects, or connects again after the broker was gone; what it has stays. */
  void connect(Endpoint broker) throws MqttException {
    client = new MqttAsyncClient("tcp://" + broker, "collector", new MemoryPersistence());
    client.setCallback(this);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUseSubscriptionIdentifiers(false);
    client.connect(options).waitForCompletion(10_000);
    client.subscribe(new MqttSubscription(topics.data(), 1)).waitForCompletion(10_000);
    client.subscribe(new MqttSubscription(topics.state(), 1)).waitForCompletion(10_000);
    if (epoch != 0 && isGivingReceipts) {
      give(upTo);
    }
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    if (topic.equals(topics.state())) {
      synchronized (this) {
        states.add(message.toString());
        byte[] question = message.getProperties().getCorrelationData();
        if (question != null && epoch != 0 && isGivingReceipts) {
          send(receipt(upTo), question);
        }
      }
      return;
    }
    try {
      Envelope envelope = Wire.open(message.getPayload());
      long before;
      synchronized (this) {
        epoch = envelope.header().epoch();
        arrivals.add(envelope.header().seq());
        batches.put(envelope.header().seq(), message.getPayload());
        note(envelope, message.getPayload());
        before = upTo;
        while (batches.containsKey(upTo + 1) || lost.contains(upTo + 1)) {
          upTo++;
        }
      }
      if (isGivingReceipts && (upTo > before || hasGoneBack)) {
        give(upTo);
      }
    } catch (MalformedBatchException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void note(Envelope envelope, byte[] bytes) throws MalformedBatchException {
    if (envelope.header().kind() == BatchKind.FACT
        && Wire.body(envelope, bytes, Catalogue.EMPTY) instanceof Facts facts) {
      for (Facts.Fact fact : facts.facts()) {
        if (fact instanceof Facts.Loss loss && loss.toSeq() > 0) {
          LongStream.rangeClosed(loss.fromSeq(), loss.toSeq()).forEach(lost::add);
        }
      }
    }
  }

  /** The numbers that it was told are lost. */
  synchronized List<Long> lost() {
    return List.copyOf(lost);
  }

  /** An older backup takes its place: what came after a number is gone, and may come again. */
  synchronized void goBackTo(long seq) {
    batches.keySet().removeIf(held -> held > seq);
    lost.removeIf(held -> held > seq);
    upTo = seq;
    hasGoneBack = true;
    give(upTo);
  }

  /** How far receipts go. */
  synchronized long receipted() {
    return upTo;
  }

  synchronized void giveReceiptsFromNowOn() {
    isGivingReceipts = true;
    give(upTo);
  }

  /** A receipt up to a number that it has. */
  synchronized void give(long seq) {
    send(receipt(seq));
  }

  private Receipt receipt(long seq) {
    byte[] batch = batches.get(seq);
    return new Receipt(store, epoch, seq, batch == null ? Digest.NONE : Digest.of(batch));
  }

  /** Any receipt, one at a time: the broker lets a client have only so many in flight. */
  void send(Receipt receipt) {
    send(receipt, new byte[0]);
  }

  /** With what a gateway asked, if anything: its answer. */
  private void send(Receipt receipt, byte[] question) {
    MqttAsyncClient through = client;
    sender.execute(
        () -> {
          MqttMessage message = new MqttMessage(Wire.encode(receipt));
          message.setQos(1);
          message.setRetained(true);
          if (question.length > 0) {
            MqttProperties properties = new MqttProperties();
            properties.setCorrelationData(question);
            message.setProperties(properties);
          }
          boolean isTried = false;
          while (!isTried) {
            try {
              through.publish(topics.receipt(), message).waitForCompletion(10_000);
              isTried = true;
            } catch (MqttException failure) {
              // A place in flight is free a moment after its acknowledgement was told.
              isTried = failure.getReasonCode() != MqttClientException.REASON_CODE_MAX_INFLIGHT;
              if (isTried) {
                System.out.println("receipt lost with its connection: " + failure);
              }
              Thread.onSpinWait();
            }
          }
        });
  }

  synchronized Map<Long, byte[]> batches() {
    return new TreeMap<>(batches);
  }

  synchronized List<Long> arrivals() {
    return List.copyOf(arrivals);
  }

  synchronized List<String> states() {
    return List.copyOf(states);
  }

  synchronized long epoch() {
    return epoch;
  }

  @Override
  public void close() throws MqttException {
    sender.shutdownNow();
    if (client.isConnected()) {
      client.disconnectForcibly(0, 100, true);
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {}

  @Override
  public void mqttErrorOccurred(MqttException failure) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
