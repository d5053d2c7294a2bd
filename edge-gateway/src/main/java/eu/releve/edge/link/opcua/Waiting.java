package eu.releve.edge.link.opcua;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;

/** Waits for what the library promises, never longer than said. */
final class Waiting {
  private static final Set<Long> OF_THE_CONNECTION =
      Set.of(
          StatusCodes.Bad_ConnectionClosed,
          StatusCodes.Bad_ConnectionRejected,
          StatusCodes.Bad_CommunicationError,
          StatusCodes.Bad_Disconnect,
          StatusCodes.Bad_NotConnected,
          StatusCodes.Bad_SecureChannelClosed,
          StatusCodes.Bad_SecureChannelIdInvalid,
          StatusCodes.Bad_SecurityChecksFailed,
          StatusCodes.Bad_ServerNotConnected,
          StatusCodes.Bad_SessionClosed,
          StatusCodes.Bad_SessionIdInvalid,
          StatusCodes.Bad_SessionNotActivated,
          StatusCodes.Bad_Shutdown,
          StatusCodes.Bad_ServerHalted,
          StatusCodes.Bad_UnexpectedError,
          StatusCodes.Bad_DecodingError,
          StatusCodes.Bad_EncodingError);

  private Waiting() {}

  /**
   * What was promised.
   *
   * @param millis how long to wait; after it nobody takes the result any more.
   * @throws FailedException when the promise was broken, or time is over.
   */
  static <T> T on(CompletableFuture<T> promise, long millis) throws FailedException {
    try {
      return promise.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      boolean unused = promise.cancel(true);
      throw new FailedException("no answer within " + millis + " ms", late);
    } catch (ExecutionException failed) {
      throw new FailedException(words(failed), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      boolean unused = promise.cancel(true);
      throw new FailedException("interrupted", stopped);
    }
  }

  /** A promise that was broken; the cause says how. */
  static final class FailedException extends IOException {
    private static final long serialVersionUID = 1;

    private FailedException(String message, Throwable cause) {
      super(message, cause);
    }

    /** The status that the server, or the library, gave; 0 where there is none. */
    long status() {
      return UaException.extractStatusCode(getCause()).map(code -> code.getValue()).orElse(0L);
    }

    boolean isLate() {
      return getCause() instanceof TimeoutException;
    }
  }

  /** Whether a status says that the connection does not hold any more, or no status was given. */
  static boolean isOfTheConnection(long status) {
    return status == 0 || OF_THE_CONNECTION.contains(status);
  }

  /** Why something failed, in one line. */
  static String words(Throwable failed) {
    String status =
        UaException.extractStatusCode(failed)
            .map(code -> NodeReading.name(code.getValue()))
            .orElse("");
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    if (status.isEmpty()) {
      return cause.getMessage() == null ? cause.getClass().getSimpleName() : message;
    }
    return message.contains(status) || cause.getMessage() == null
        ? status
        : status + ": " + message;
  }
}
