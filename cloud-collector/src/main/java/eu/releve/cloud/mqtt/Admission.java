package eu.releve.cloud.mqtt;

import eu.releve.measure.GatewayId;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Says of certificates that are genuine whether they still let their gateway in. */
public interface Admission {
  /** Why that certificate lets nobody in now; asked on event loops, so at once. */
  Optional<Refusal> refusal(GatewayId gateway, X509Certificate shown);

  /** A gateway has come in with that certificate. */
  void entered(GatewayId gateway, X509Certificate shown);

  /** Lets everybody in whose certificate is genuine. */
  Admission ALL =
      new Admission() {
        @Override
        public Optional<Refusal> refusal(GatewayId gateway, X509Certificate shown) {
          return Optional.empty();
        }

        @Override
        public void entered(GatewayId gateway, X509Certificate shown) {
          // Nobody asks.
        }
      };
}
