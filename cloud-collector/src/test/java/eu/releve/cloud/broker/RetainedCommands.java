package eu.releve.cloud.broker;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.wire.Topics;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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

/** The commands that an open broker keeps, as anybody sees them who comes now. */
final class RetainedCommands implements MqttCallback, AutoCloseable {
  private static final long PATIENCE_MILLIS = 20_000;
  private static final String COMMANDS = "releve/1/+/command";

  private final String mark = "mark/" + UUID.randomUUID();
  private final Map<String, byte[]> seen = new ConcurrentHashMap<>();
  private final CountDownLatch all = new CountDownLatch(1);
  private final MqttAsyncClient client;

  private RetainedCommands(Endpoint broker) throws MqttException {
    client =
        new MqttAsyncClient(
            "tcp://" + broker, "looks-on-" + UUID.randomUUID(), new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUseSubscriptionIdentifiers(false);
    client.connect(options).waitForCompletion(PATIENCE_MILLIS);
    client.setCallback(this);
  }

  /** By topic; what is published afterwards comes after a mark. */
  static Map<String, byte[]> at(Endpoint broker) throws IOException, InterruptedException {
    try (RetainedCommands looks = new RetainedCommands(broker)) {
      for (String filter : new String[] {looks.mark, COMMANDS}) {
        looks.client.subscribe(new MqttSubscription(filter, 1)).waitForCompletion(PATIENCE_MILLIS);
      }
      looks.publish(looks.mark, new byte[0], false);
      if (!looks.all.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException("the broker does not say what it keeps");
      }
      return Map.copyOf(looks.seen);
    } catch (MqttException failed) {
      throw new IOException(failed);
    }
  }

  static void put(Endpoint broker, String gateway, byte[] command) throws MqttException {
    try (RetainedCommands puts = new RetainedCommands(broker)) {
      puts.publish(new Topics(new GatewayId(gateway)).command(), command, true);
    }
  }

  private void publish(String topic, byte[] payload, boolean isRetained) throws MqttException {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(1);
    message.setRetained(isRetained);
    client.publish(topic, message).waitForCompletion(PATIENCE_MILLIS);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    if (topic.equals(mark)) {
      all.countDown();
    } else if (message.getPayload().length == 0) {
      seen.remove(topic);
    } else {
      seen.put(topic, message.getPayload());
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

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1, false);
  }
}
