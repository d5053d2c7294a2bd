package eu.releve.edge.publish;

import eu.releve.wire.Topics;
import java.util.Arrays;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** What Paho's threads say goes into the inbox, nothing is done on them. */
final class Callback implements MqttCallback {
  private final Inbox inbox;
  private final Topics topics;
  private final byte[] question;
  private volatile boolean isWithTheStore;

  /**
   * @param question what stands in the receipt that answers this connection, if a broker is
   *     between.
   */
  Callback(Inbox inbox, Topics topics, byte[] question) {
    this.inbox = inbox;
    this.topics = topics;
    this.question = question.clone();
  }

  /** The server is the store itself: it makes every receipt for this connection. */
  void withTheStore() {
    isWithTheStore = true;
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    if (topic.equals(topics.receipt())) {
      MqttProperties properties = message.getProperties();
      boolean isAnswer =
          properties != null && Arrays.equals(properties.getCorrelationData(), question);
      inbox.receipt(
          message.getPayload(), isAnswer || isWithTheStore, isAnswer, message.isRetained());
    } else if (topic.equals(topics.command()) && message.getPayload().length > 0) {
      inbox.command(message.getPayload());
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    MqttException failure = response.getException();
    inbox.lost(
        failure == null
            ? "disconnected by the server, reason code %d".formatted(response.getReturnCode())
            : Line.reason(failure));
  }

  @Override
  public void mqttErrorOccurred(MqttException failure) {
    inbox.lost(Line.reason(failure));
  }

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
