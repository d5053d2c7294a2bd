package eu.releve.cloud.broker;

import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sockets that speak TLS 1.3 only and want the other end's name in its certificate. */
final class TlsSockets extends SSLSocketFactory {
  private final SSLSocketFactory sockets;

  TlsSockets(SSLContext context) {
    this.sockets = context.getSocketFactory();
  }

  private static Socket strict(Socket made) throws IOException {
    if (!(made instanceof SSLSocket socket)) {
      throw new IOException("a socket of TLS is none: " + made);
    }
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {TlsMaterial.PROTOCOL});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(Socket below, String host, int port, boolean closesBelow)
      throws IOException {
    return strict(sockets.createSocket(below, host, port, closesBelow));
  }

  @Override
  public Socket createSocket() throws IOException {
    return strict(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return strict(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return strict(sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return strict(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return strict(sockets.createSocket(host, port, local, localPort));
  }
}
