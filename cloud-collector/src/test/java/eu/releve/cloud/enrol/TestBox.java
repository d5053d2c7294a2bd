package eu.releve.cloud.enrol;

import eu.releve.cloud.mqtt.RawClient;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.tls.TlsMaterial;
import eu.releve.wire.Topics;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** A box with a key of its own that speaks EST and MQTT as any other client would. */
final class TestBox {
  private static final long PATIENCE_MILLIS = 10_000;

  final KeyPair keys;
  private final EntryRig rig;
  private final X509Certificate authority;
  private final String name;
  Optional<X509Certificate> certificate = Optional.empty();

  TestBox(EntryRig rig, String name) throws Exception {
    this(rig, name, pair());
  }

  /** A copy of another: the same key. */
  TestBox(EntryRig rig, String name, KeyPair keys) throws Exception {
    this.rig = rig;
    this.name = name;
    this.keys = keys;
    byte[] pem = Files.readAllBytes(rig.authority().resolve("authority.pem"));
    this.authority =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem));
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** What a request for a certificate was answered. */
  record Reply(int status, String body, Optional<String> retryAfter) {}

  /** With a claim code; keeps the certificate if there is one. */
  Reply enrols(String user, String code, String commonName) throws Exception {
    HttpRequest.Builder request = request("simpleenroll", commonName);
    String pair =
        Base64.getEncoder().encodeToString((user + ":" + code).getBytes(StandardCharsets.UTF_8));
    return send(request.header("Authorization", "Basic " + pair));
  }

  Reply enrols(String code) throws Exception {
    return enrols(name, code, name);
  }

  /** With its present certificate. */
  Reply renews(String commonName) throws Exception {
    return send(request("simplereenroll", commonName));
  }

  Reply renews() throws Exception {
    return renews(name);
  }

  /** Any body to any operation. */
  Reply posts(String operation, String type, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(rig.est(operation))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Any path of the port where boxes enrol. */
  HttpResponse<String> opens(String path) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().sslContext(context()).build()) {
      return http.send(
          HttpRequest.newBuilder(rig.est("x").resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** A request for a certificate, without anything that proves who asks. */
  HttpRequest.Builder request(String operation, String commonName) throws Exception {
    byte[] csr =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + commonName), keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    return HttpRequest.newBuilder(rig.est(operation))
        .header("Content-Type", "application/pkcs10")
        .POST(HttpRequest.BodyPublishers.ofString(Base64.getMimeEncoder().encodeToString(csr)));
  }

  private Reply send(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().sslContext(context()).build()) {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        byte[] bytes = Base64.getMimeDecoder().decode(response.body());
        X509CertificateHolder holder =
            new CMSSignedData(bytes).getCertificates().getMatches(null).iterator().next();
        certificate = Optional.of(new JcaX509CertificateConverter().getCertificate(holder));
      }
      return new Reply(
          response.statusCode(), response.body(), response.headers().firstValue("Retry-After"));
    }
  }

  /** What it shows, once it has something to show, and whom it trusts. */
  TlsMaterial material() {
    return new TlsMaterial(
        List.of(authority), List.of(certificate.orElse(authority)), keys.getPrivate());
  }

  SSLContext context() throws Exception {
    TlsMaterial material = material();
    SSLContext context = SSLContext.getInstance(TlsMaterial.PROTOCOL);
    context.init(
        certificate.isPresent() ? new KeyManager[] {material.keyManager()} : new KeyManager[0],
        new TrustManager[] {material.trustManager()},
        null);
    return context;
  }

  /** Shows a certificate that no authority has made. */
  void signsItself() throws Exception {
    X500Name own = new X500Name("CN=" + name);
    Instant now = Instant.now();
    certificate =
        Optional.of(
            new JcaX509CertificateConverter()
                .getCertificate(
                    new JcaX509v3CertificateBuilder(
                            own,
                            BigInteger.ONE,
                            Date.from(now.minusSeconds(60)),
                            Date.from(now.plusSeconds(3_600)),
                            own,
                            keys.getPublic())
                        .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
                        .build(
                            new JcaContentSignerBuilder("SHA256withECDSA")
                                .build(keys.getPrivate()))));
  }

  /** Comes in by MQTT; fails when it is not let in. */
  MqttAsyncClient comesIn() throws Exception {
    return comesInAs(name, Optional.empty());
  }

  /** Under another name, or with a will of its own. */
  MqttAsyncClient comesInAs(String clientId, Optional<String> willTopic) throws Exception {
    return comesInAt(rig.mqtts(), clientId, willTopic);
  }

  /** The same at another port. */
  MqttAsyncClient comesInAt(int port, String clientId, Optional<String> willTopic)
      throws Exception {
    MqttAsyncClient client =
        new MqttAsyncClient("ssl://localhost:" + port, clientId, new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    willTopic.ifPresent(topic -> options.setWill(topic, new MqttMessage(new byte[0])));
    options.setSocketFactory(context().getSocketFactory());
    client.connect(options).waitForCompletion(PATIENCE_MILLIS);
    return client;
  }

  /** A connection of raw packets in TLS, to the endpoint or a broker. */
  RawClient raw(int port) throws Exception {
    return new RawClient(context().getSocketFactory().createSocket("localhost", port));
  }

  Topics topics() {
    return new Topics(new GatewayId(name));
  }
}
