package eu.releve.cloud.mqtt;

import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;

/** Why a client was turned away or disconnected; each is counted. */
public enum Refusal {
  /** Not MQTT 5. */
  PROTOCOL(MqttDisconnectReasonCode.PROTOCOL_ERROR),
  /** No CONNECT that could be read: other bytes, one that is cut, or none in its time. */
  NO_CONNECT(MqttDisconnectReasonCode.PROTOCOL_ERROR),
  /** A client id that no gateway can have. */
  CLIENT_ID(MqttDisconnectReasonCode.PROTOCOL_ERROR),
  /** More gateways than the endpoint holds. */
  TOO_MANY(MqttDisconnectReasonCode.QUOTA_EXCEEDED),
  /** A topic that is not the gateway's own. */
  FOREIGN_TOPIC(MqttDisconnectReasonCode.NOT_AUTHORIZED),
  /** A batch whose envelope cannot be read. */
  UNREADABLE(MqttDisconnectReasonCode.PAYLOAD_FORMAT_INVALID),
  /** Data that would not be sent again if it were lost. */
  QOS(MqttDisconnectReasonCode.QOS_NOT_SUPPORTED),
  /** More packets in flight than was agreed. */
  RECEIVE_MAXIMUM(MqttDisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED),
  /** A packet larger than was agreed. */
  TOO_LARGE(MqttDisconnectReasonCode.PACKET_TOO_LARGE),
  /** Bytes that are not MQTT. */
  MALFORMED(MqttDisconnectReasonCode.MALFORMED_PACKET),
  /** Ingest has no room: the database is away or too slow. */
  NO_ROOM(MqttDisconnectReasonCode.SERVER_BUSY);

  private final MqttDisconnectReasonCode code;

  Refusal(MqttDisconnectReasonCode code) {
    this.code = code;
  }

  MqttDisconnectReasonCode code() {
    return code;
  }
}
