package eu.releve.cloud.mqtt;

import eu.releve.measure.GatewayId;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Topics;
import eu.releve.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A real MQTT 5 client that behaves as a gateway does. */
final class PahoGateway implements MqttCallback, AutoCloseable {
  private static final long PATIENCE_MILLIS = 10_000;

  final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  final List<Integer> disconnects = new CopyOnWriteArrayList<>();
  private final MqttAsyncClient client;
  private final Topics topics;

  PahoGateway(int port, GatewayId gateway) throws MqttException {
    topics = new Topics(gateway);
    client =
        new MqttAsyncClient("tcp://127.0.0.1:" + port, gateway.value(), new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setAutomaticReconnect(false);
    options.setWill(topics.state(), state("offline"));
    IMqttToken connected = client.connect(options);
    connected.waitForCompletion(PATIENCE_MILLIS);
    client.setCallback(this);
  }

  void subscribe() throws MqttException {
    client.subscribe(topics.receipt(), 1).waitForCompletion(PATIENCE_MILLIS);
  }

  void online() throws MqttException {
    client.publish(topics.state(), state("online")).waitForCompletion(PATIENCE_MILLIS);
  }

  void publish(SealedBatch batch) throws MqttException {
    client.publish(topics.data(), batch.bytes(), 1, false).waitForCompletion(PATIENCE_MILLIS);
  }

  boolean isConnected() {
    return client.isConnected();
  }

  Optional<Receipt> newest() {
    return receipts.isEmpty() ? Optional.empty() : Optional.of(receipts.getLast());
  }

  /** The connection breaks without a word. */
  void drop() throws MqttException {
    client.disconnectForcibly(0, 1, false);
  }

  private static MqttMessage state(String state) {
    MqttMessage message =
        new MqttMessage(("{\"state\":\"" + state + "\"}").getBytes(StandardCharsets.UTF_8));
    message.setRetained(true);
    message.setQos(1);
    return message;
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws MalformedBatchException {
    if (topic.equals(topics.receipt())) {
      receipts.add(Wire.receipt(message.getPayload()));
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    disconnects.add(response.getReturnCode());
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnect().waitForCompletion(PATIENCE_MILLIS);
    }
  }
}
