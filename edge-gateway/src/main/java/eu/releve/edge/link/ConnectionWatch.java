package eu.releve.edge.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the request in flight at once when its connection ends or carries another protocol. */
final class ConnectionWatch extends ChannelInboundHandlerAdapter {
  private final Supplier<@Nullable Flight> flights;

  ConnectionWatch(Supplier<@Nullable Flight> flights) {
    this.flights = flights;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    Flight flight = flights.get();
    if (flight != null && message instanceof ByteBuf bytes) {
      if (flight.bytesSeen() == 0 && bytes.readableBytes() >= 6) {
        int protocol = bytes.getUnsignedShort(bytes.readerIndex() + 2);
        int length = bytes.getUnsignedShort(bytes.readerIndex() + 4);
        if (!ModbusQuery.isPlausible(protocol, length)) {
          flight.nonsense("no Modbus TCP: protocol %d, length %d".formatted(protocol, length));
        }
      }
      flight.sawBytes(bytes.readableBytes());
    }
    super.channelRead(context, message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    Flight flight = flights.get();
    if (flight != null) {
      flight.cut("the other side closed the connection");
    }
    super.channelInactive(context);
  }
}
