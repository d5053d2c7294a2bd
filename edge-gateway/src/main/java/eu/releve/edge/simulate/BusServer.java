package eu.releve.edge.simulate;

import java.io.IOException;

/** Plays one bus. */
sealed interface BusServer extends AutoCloseable
    permits ModbusMeterServer,
        RtuMeterServer,
        MbusMeterServer,
        RadioServer,
        PortServer,
        GpioServer,
        PtyBridge,
        OpcUaMeterServer {
  /** Ends it and every connection to it. */
  @Override
  void close() throws IOException;
}
