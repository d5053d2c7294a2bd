package eu.releve.edge.simulate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultSubscriptionServiceSet;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishResponse;
import org.eclipse.milo.opcua.stack.transport.server.ServiceRequestContext;

/** The messages of subscriptions, of which some do not arrive when a test wants that. */
public final class LossyMessages extends DefaultSubscriptionServiceSet {
  private final AtomicInteger toLose = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile Again again = Again.GIVEN;

  /** What becomes of a message that is asked for again. */
  public enum Again {
    /** It is given. */
    GIVEN,
    /** The server has no time for that now. */
    REFUSED,
    /** The server has it no longer. */
    GONE
  }

  LossyMessages(OpcUaServer server) {
    super(server);
  }

  /** Of the next messages with values so many do not arrive. */
  public void loseNext(int messages) {
    toLose.addAndGet(messages);
  }

  /** What becomes from now on of those that are asked for again. */
  public void again(Again what) {
    again = what;
  }

  /** How many messages did not arrive. */
  public int lost() {
    return lost.get();
  }

  /** How often one was asked for again and not given. */
  public int refused() {
    return refused.get();
  }

  @Override
  public CompletableFuture<PublishResponse> onPublish(
      ServiceRequestContext context, PublishRequest request) {
    return super.onPublish(context, request)
        .thenCompose(
            response ->
                hasValues(response) && toLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                    ? withheld()
                    : CompletableFuture.completedFuture(response));
  }

  private static boolean hasValues(PublishResponse response) {
    var data = response.getNotificationMessage().getNotificationData();
    return data != null && data.length > 0;
  }

  private CompletableFuture<PublishResponse> withheld() {
    lost.incrementAndGet();
    return CompletableFuture.failedFuture(new UaException(StatusCodes.Bad_Timeout));
  }

  @Override
  public RepublishResponse onRepublish(ServiceRequestContext context, RepublishRequest request)
      throws UaException {
    return switch (again) {
      case GIVEN -> super.onRepublish(context, request);
      case REFUSED -> throw refused(StatusCodes.Bad_TcpServerTooBusy);
      case GONE -> throw refused(StatusCodes.Bad_MessageNotAvailable);
    };
  }

  private UaException refused(long status) {
    refused.incrementAndGet();
    return new UaException(status);
  }
}
