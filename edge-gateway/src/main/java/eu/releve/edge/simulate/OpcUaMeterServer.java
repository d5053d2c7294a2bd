package eu.releve.edge.simulate;

import eu.releve.provisioning.site.Bus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.X509IdentityValidator;
import org.eclipse.milo.opcua.sdk.server.model.variables.ServerStatusTypeNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/**
 * Plays an OPC-UA server that holds the values of meters: open and with each security policy, for
 * anybody, for any user whose password is {@value #PASSWORD}, for any certificate.
 */
public final class OpcUaMeterServer implements BusServer {
  /** Not a secret: what is behind it is made up. */
  public static final String PASSWORD = "simulated";

  private static final Duration PORT_FREE_MAX = Duration.ofSeconds(10);
  private static final Duration PORT_LOOK = Duration.ofMillis(10);

  private static final List<SecurityPolicy> POLICIES =
      List.of(
          SecurityPolicy.Basic256Sha256,
          SecurityPolicy.Aes128_Sha256_RsaOaep,
          SecurityPolicy.Aes256_Sha256_RsaPss);

  static {
    // The library takes those who connect too often for an attack: here it is the test.
    Stack.ConnectionLimits.RATE_LIMIT_ENABLED = false;
  }

  private final Bus.OpcUa bus;
  private final BusMeters meters;
  private ServerCertificate certificate;
  private Running running;

  /** A server and what it is reached by. */
  private record Running(
      OpcUaServer server,
      OpcTcpServerTransport transport,
      OpcUaNodes nodes,
      LossyMessages messages) {}

  /** How a server comes back. */
  public enum Restart {
    /** Its connections were cut; it has kept sessions and subscriptions. */
    KEEPS,
    /** It has forgotten them. */
    LOSES,
    /** It has forgotten them, and shows another certificate. */
    CHANGES_CERTIFICATE;

    static Restart of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  private OpcUaMeterServer(
      Bus.OpcUa bus, BusMeters meters, ServerCertificate certificate, Running running) {
    this.bus = bus;
    this.meters = meters;
    this.certificate = certificate;
    this.running = running;
  }

  static OpcUaMeterServer start(Bus.OpcUa bus, BusMeters meters) throws IOException {
    ServerCertificate certificate = ServerCertificate.born();
    return new OpcUaMeterServer(bus, meters, certificate, run(bus, meters, certificate));
  }

  Bus.OpcUa bus() {
    return bus;
  }

  private static Running run(Bus.OpcUa bus, BusMeters meters, ServerCertificate certificate)
      throws IOException {
    try {
      OpcTcpServerTransport transport =
          new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build());
      OpcUaServer server = new OpcUaServer(config(bus, certificate), profile -> transport);
      OpcUaNodes nodes = new OpcUaNodes(server, meters);
      LossyMessages messages = new LossyMessages(server);
      server.addServiceSet(path(bus.url()), messages);
      nodes.startup();
      var unused = server.startup().get();
      return new Running(server, transport, nodes, messages);
    } catch (ExecutionException refused) {
      throw new IOException("cannot listen on " + bus.url(), refused.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  private static OpcUaServerConfig config(Bus.OpcUa bus, ServerCertificate certificate) {
    return OpcUaServerConfig.builder()
        .setEndpoints(endpoints(bus, certificate))
        .setApplicationName(LocalizedText.english("Releve simulator"))
        .setApplicationUri(ServerCertificate.URI)
        .setProductUri("urn:releve:simulator")
        .setCertificateManager(certificate.manager())
        .setIdentityValidator(
            new CompositeValidator(
                AnonymousIdentityValidator.INSTANCE,
                new UsernameIdentityValidator(user -> user.getPassword().equals(PASSWORD)),
                new X509IdentityValidator(any -> true)))
        .build();
  }

  private static Set<EndpointConfig> endpoints(Bus.OpcUa bus, ServerCertificate certificate) {
    EndpointConfig.Builder all =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress(bus.endpoint().host())
            .setBindPort(bus.endpoint().port())
            .setHostname(bus.endpoint().host())
            .setPath(path(bus.url()))
            .setCertificate(certificate.certificate())
            .addTokenPolicies(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS);
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    endpoints.add(
        all.copy()
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .build());
    for (SecurityPolicy policy : POLICIES) {
      endpoints.add(
          all.copy()
              .setSecurityPolicy(policy)
              .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
              .addTokenPolicies(
                  OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME,
                  OpcUaServerConfig.USER_TOKEN_POLICY_X509)
              .build());
    }
    return endpoints;
  }

  private static String path(String url) {
    int slash = url.indexOf('/', "opc.tcp://".length());
    return slash < 0 ? "" : url.substring(slash);
  }

  /**
   * Goes away and comes back.
   *
   * @throws IOException when it cannot.
   */
  public synchronized void restart(Restart how) throws IOException {
    if (how == Restart.KEEPS) {
      running.transport().unbind();
      bind();
      return;
    }
    close();
    if (how == Restart.CHANGES_CERTIFICATE) {
      certificate = ServerCertificate.born();
    }
    awaitFreePort();
    running = run(bus, meters, certificate);
  }

  /** Goes away and does not come back before {@link #comeBack}; it keeps everything. */
  public synchronized void goAway() {
    running.transport().unbind();
  }

  /** Comes back after {@link #goAway}. */
  public synchronized void comeBack() throws IOException {
    bind();
  }

  private void bind() throws IOException {
    awaitFreePort();
    try {
      running
          .transport()
          .bind(
              running.server().getApplicationContext(),
              new InetSocketAddress(bus.endpoint().host(), bus.endpoint().port()));
    } catch (Exception taken) {
      throw new IOException("cannot listen on " + bus.url() + " again", taken);
    }
  }

  /** A socket that was closed still listens until those who looked at it have let it go. */
  private void awaitFreePort() throws IOException {
    long end = System.nanoTime() + PORT_FREE_MAX.toNanos();
    while (true) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(bus.endpoint().host(), bus.endpoint().port()));
        return;
      } catch (BindException taken) {
        if (System.nanoTime() > end) {
          throw taken;
        }
      }
      try {
        Thread.sleep(PORT_LOOK);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", stopped);
      }
    }
  }

  /** Lets it say that it was started then, as one without a clock says the same each time. */
  public void startedAt(DateTime start) {
    running
        .server()
        .getAddressSpaceManager()
        .getManagedNode(NodeIds.Server_ServerStatus)
        .map(ServerStatusTypeNode.class::cast)
        .orElseThrow()
        .setStartTime(start);
  }

  /** What its nodes hold, for tests that make them hold something odd. */
  public OpcUaNodes nodes() {
    return running.nodes();
  }

  /** The messages of its subscriptions, for tests that let some get lost. */
  public LossyMessages messages() {
    return running.messages();
  }

  @Override
  public void close() throws IOException {
    try {
      running.nodes().shutdown();
      var unused = running.server().shutdown().get();
    } catch (ExecutionException broken) {
      throw new IOException("cannot stop an OPC-UA server", broken.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
