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
  /** A certificate of no trusted authority, or past its dates: no connection came about. */
  UNTRUSTED(MqttDisconnectReasonCode.NOT_AUTHORIZED),
  /** Another client id than the certificate's common name. */
  ANOTHERS_NAME(MqttDisconnectReasonCode.NOT_AUTHORIZED),
  /** A certificate that was revoked, or a gateway that was retired. */
  REVOKED(MqttDisconnectReasonCode.NOT_AUTHORIZED),
  /** A certificate that ended meanwhile: the next connection shows the one that follows it. */
  OVER(MqttDisconnectReasonCode.NOT_AUTHORIZED),
  /** More gateways than the endpoint holds. */
  TOO_MANY(MqttDisconnectReasonCode.QUOTA_EXCEEDED),
  /** A topic that is not the gateway's own. */
  FOREIGN_TOPIC(MqttDisconnectReasonCode.NOT_AUTHORIZED),
  /** A topic alias that was never given or is beyond what was agreed. */
  TOPIC_ALIAS(MqttDisconnectReasonCode.TOPIC_ALIAS_INVALID),
  /** A batch whose envelope cannot be read. */
  UNREADABLE(MqttDisconnectReasonCode.PAYLOAD_FORMAT_INVALID),
  /** A batch of a version or kind that a later program wrote; its gateway keeps it. */
  UNKNOWN_FORMAT(MqttDisconnectReasonCode.PAYLOAD_FORMAT_INVALID),
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
