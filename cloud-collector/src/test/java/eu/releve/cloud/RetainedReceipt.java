package eu.releve.cloud;

import eu.releve.provisioning.settings.Endpoint;
import eu.releve.wire.Topics;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** The receipt that a broker keeps for the gateway, looked at and replaced by hand. */
final class RetainedReceipt implements MqttCallback, AutoCloseable {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final String TOPIC = new Topics(Delivery.GATEWAY).receipt();

  private final MqttAsyncClient client;
  private final BlockingQueue<byte[]> seen = new LinkedBlockingQueue<>();

  RetainedReceipt(Endpoint broker) throws MqttException {
    client = new MqttAsyncClient("tcp://" + broker, "looks-on", new MemoryPersistence());
    client.setCallback(this);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUseSubscriptionIdentifiers(false);
    client.connect(options).waitForCompletion(PATIENCE_MILLIS);
  }

  byte[] now() throws Exception {
    seen.clear();
    client.subscribe(new MqttSubscription(TOPIC, 1)).waitForCompletion(PATIENCE_MILLIS);
    byte[] found = seen.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    client.unsubscribe(TOPIC).waitForCompletion(PATIENCE_MILLIS);
    return found == null ? new byte[0] : found;
  }

  void put(byte[] payload) throws MqttException {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(1);
    message.setRetained(true);
    client.publish(TOPIC, message).waitForCompletion(PATIENCE_MILLIS);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    seen.add(message.getPayload());
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

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1, false);
  }
}
