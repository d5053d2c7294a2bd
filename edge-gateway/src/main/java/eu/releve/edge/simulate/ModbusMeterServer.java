package eu.releve.edge.simulate;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.exceptions.UnknownUnitIdException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusServices;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;

/**
 * Plays the meters behind one Modbus TCP address, one request at a time, as behind a serial
 * gateway: a unit that is not there does not answer.
 */
final class ModbusMeterServer implements BusServer {
  private static final int WORDS_MAX = 125;

  private final ModbusTcpServer server;

  private ModbusMeterServer(ModbusTcpServer server) {
    this.server = server;
  }

  static ModbusMeterServer start(Endpoint endpoint, BusMeters meters) throws IOException {
    NettyTcpServerTransport transport =
        NettyTcpServerTransport.create(
            config -> config.setBindAddress(endpoint.host()).setPort(endpoint.port()));
    ModbusTcpServer server =
        ModbusTcpServer.create(transport, new Units(new PlayedRegisters(meters)));
    try {
      server.start();
    } catch (ExecutionException refused) {
      throw new IOException("cannot listen on " + endpoint, refused.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
    return new ModbusMeterServer(server);
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (ExecutionException broken) {
      throw new IOException("cannot stop a Modbus server", broken.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers the two functions that meters are read with. */
  private record Units(PlayedRegisters registers) implements ModbusServices {
    @Override
    public ReadHoldingRegistersResponse readHoldingRegisters(
        ModbusRequestContext context, int unit, ReadHoldingRegistersRequest request)
        throws ModbusResponseException, UnknownUnitIdException {
      return new ReadHoldingRegistersResponse(
          answer(unit, request.getFunctionCode(), request.address(), request.quantity()));
    }

    @Override
    public ReadInputRegistersResponse readInputRegisters(
        ModbusRequestContext context, int unit, ReadInputRegistersRequest request)
        throws ModbusResponseException, UnknownUnitIdException {
      return new ReadInputRegistersResponse(
          answer(unit, request.getFunctionCode(), request.address(), request.quantity()));
    }

    private byte[] answer(int unit, int function, int address, int count)
        throws ModbusResponseException, UnknownUnitIdException {
      PlayedMeter played = registers.at(unit).orElseThrow(() -> new UnknownUnitIdException(unit));
      if (count < 1 || count > WORDS_MAX) {
        throw refused(function, ExceptionCode.ILLEGAL_DATA_VALUE);
      }
      if (played.fault().kind() == Fault.Kind.NONSENSE) {
        return garbled(2 * count, played.nextNonsense());
      }
      try {
        played.dawdle();
        return registers
            .read(played, function, address, count)
            .orElseThrow(() -> refused(function, ExceptionCode.ILLEGAL_DATA_ADDRESS));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new UnknownUnitIdException(unit, stopped);
      } catch (IOException unrecorded) {
        throw new UncheckedIOException(unrecorded);
      }
    }

    /** Another length than was asked for, in turn nothing, a word less and a word more. */
    private static byte[] garbled(int asked, long turn) {
      int length =
          switch ((int) (turn % 3)) {
            case 0 -> 0;
            case 1 -> asked - 2;
            default -> Math.min(asked + 2, 2 * WORDS_MAX + 2);
          };
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) 0xA5);
      return bytes;
    }

    private static ModbusResponseException refused(int function, ExceptionCode code) {
      return new ModbusResponseException(function, code.getCode());
    }
  }
}
