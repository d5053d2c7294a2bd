package eu.releve.edge.link;

import com.digitalpetri.modbus.ModbusTcpFrame;
import eu.releve.edge.clock.BootClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A Modbus request that is on its way; the first thing that happens to it is its reply. */
final class Flight {
  private final ModbusQuery query;
  private final BootClock clock;
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private final AtomicInteger bytesSeen = new AtomicInteger();

  Flight(ModbusQuery query, BootClock clock) {
    this.query = query;
    this.clock = clock;
  }

  void arrived(ModbusTcpFrame frame) {
    reply.complete(query.judge(frame.header(), frame.pdu(), clock.bootMillis()));
  }

  void sawBytes(int count) {
    bytesSeen.addAndGet(count);
  }

  int bytesSeen() {
    return bytesSeen.get();
  }

  void cut(String reason) {
    reply.complete(new Reply.Cut(reason));
  }

  void nonsense(String reason) {
    reply.complete(new Reply.Nonsense(reason));
  }

  Reply await(Duration timeout) {
    try {
      return reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      reply.complete(
          bytesSeen.get() == 0
              ? new Reply.Silent(timeout.toMillis())
              : new Reply.Nonsense(
                  Defect.TRUNCATED, "an answer that ends after " + bytesSeen + " bytes"));
      return reply.join();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("a flight never ends exceptionally", impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Reply.Cut("interrupted");
    }
  }
}
