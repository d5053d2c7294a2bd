package eu.releve.cloud.mqtt;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS as the platform does it, that tells of each handshake that fails: no certificate, one that is
 * not trusted, another protocol. The servers themselves tell nobody of those.
 */
public final class Handshakes extends JdkSSLEngineOptions {
  private final Consumer<String> failed;

  /**
   * @param failed told the reason, on an event loop.
   */
  public Handshakes(Consumer<String> failed) {
    this.failed = failed;
  }

  @Override
  public Handshakes copy() {
    return this;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Factory();
  }

  private final class Factory extends DefaultSslContextFactory {
    Factory() {
      super(SslProvider.JDK, false);
    }

    @Override
    public SslContext create() throws SSLException {
      return new Watched(super.create());
    }
  }

  private final class Watched extends DelegatingSslContext {
    Watched(SslContext context) {
      super(context);
    }

    @Override
    protected void initEngine(SSLEngine engine) {}

    @Override
    protected void initHandler(SslHandler handler) {
      handler
          .handshakeFuture()
          .addListener(
              ended -> {
                if (!ended.isSuccess()) {
                  failed.accept(String.valueOf(ended.cause()));
                }
              });
    }
  }
}
