package eu.releve.edge.link.opcua;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.HashedWheelTimer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/**
 * The threads of one link, which end with it: those that the library shares between all its clients
 * would outlive a gateway that is a part of another program.
 */
final class LinkThreads implements AutoCloseable {
  private static final ThreadFactory FACTORY =
      Thread.ofPlatform().name("opcua-", 0).daemon().factory();

  private final EventLoopGroup network =
      new MultiThreadIoEventLoopGroup(1, FACTORY, NioIoHandler.newFactory());
  private final ExecutorService work = Executors.newCachedThreadPool(FACTORY);
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(FACTORY);
  private final HashedWheelTimer timer = new HashedWheelTimer(FACTORY);

  void use(OpcTcpClientTransportConfigBuilder transport, long timeoutMillis) {
    transport
        .setEventLoop(network)
        .setExecutor(work)
        .setScheduledExecutor(later)
        .setWheelTimer(timer)
        .setConnectTimeout(Unsigned.uint(timeoutMillis))
        .setAcknowledgeTimeout(Unsigned.uint(timeoutMillis));
  }

  /** Ends the network first: what it still tells finds somebody to tell it to. */
  @Override
  public void close() {
    var unused = network.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(ended -> endWork());
  }

  private void endWork() {
    later.shutdownNow();
    work.shutdown();
    var unused = timer.stop();
  }
}
