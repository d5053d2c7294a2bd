package eu.releve.cloud.mqtt;

import static eu.releve.measure.Require.require;

import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.tls.TlsEnd;
import eu.releve.provisioning.tls.TlsMaterial;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Set;

/** Where gateways come in; all of them lead to the same endpoint. */
public sealed interface Entrance {
  /** Where it listens. */
  Endpoint endpoint();

  /**
   * MQTT without TLS.
   *
   * @param endpoint on loopback: whoever reaches it is on this machine.
   */
  record Plain(Endpoint endpoint) implements Entrance {
    public Plain {
      require(endpoint.isLoopback(), "plain MQTT stays on this machine, %s is more", endpoint);
    }
  }

  /**
   * MQTT in TLS 1.3; a client without a certificate of a trusted authority does not get in.
   *
   * @param endpoint where it listens.
   * @param tls what is shown, and who signs for gateways.
   */
  record Tls(Endpoint endpoint, TlsEnd tls) implements Entrance {}

  /**
   * The same in a WebSocket, path {@code /mqtt}.
   *
   * @param endpoint where it listens.
   * @param tls what is shown, and who signs for gateways.
   */
  record WebSocket(Endpoint endpoint, TlsEnd tls) implements Entrance {}

  /**
   * Adds what this entrance needs to the options that all have.
   *
   * @param stranger told of each certificate that is not trusted.
   * @param handshakes tells of each that fails.
   * @throws IOException when the keys cannot be used.
   */
  default MqttServerOptions with(
      MqttServerOptions options, Runnable stranger, Handshakes handshakes) throws IOException {
    options.setHost(endpoint().host());
    options.setPort(endpoint().port());
    switch (this) {
      case Plain plain -> {}
      case Tls secure -> secure(options, secure.tls(), stranger, handshakes);
      case WebSocket secure -> {
        secure(options, secure.tls(), stranger, handshakes);
        options.setUseWebSocket(true);
        options.setWebSocketMaxFrameSize(options.getMaxMessageSize());
      }
    }
    return options;
  }

  private static void secure(
      MqttServerOptions options, TlsEnd tls, Runnable stranger, Handshakes handshakes)
      throws IOException {
    try {
      options.setSsl(true);
      options.setKeyCertOptions(KeyCertOptions.wrap(tls.keyManager()));
      options.setTrustOptions(TrustOptions.wrap(new GatewayTrust(tls.trustManager(), stranger)));
    } catch (GeneralSecurityException unusable) {
      throw new IOException("the collector's certificate cannot be used", unusable);
    }
    options.setClientAuth(ClientAuth.REQUIRED);
    options.setSslEngineOptions(handshakes);
    options.setEnabledSecureTransportProtocols(Set.of(TlsMaterial.PROTOCOL));
  }
}
