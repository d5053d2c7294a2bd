package eu.releve.edge.poll;

import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.ModbusLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.link.Reply;
import eu.releve.measure.Quality;
import java.util.Optional;

/**
 * One run of registers of a Modbus meter.
 *
 * @param link to its bus.
 * @param unit by which it is called there.
 * @param range what is asked for.
 * @param decoder of the meter's registers.
 * @param clock tells how long was waited.
 */
record ModbusQuestion(
    ModbusLink link, ModbusUnit unit, RegisterRange range, ModbusDecoder decoder, BootClock clock)
    implements Question {
  @Override
  public boolean mayBeRepeated() {
    return true;
  }

  @Override
  public Reply ask() {
    long asked = clock.bootMillis();
    Reply reply = link.read(unit, range);
    return reply instanceof Reply.Refused refused && isOfGateway(refused.exceptionCode())
        ? new Reply.Silent(clock.bootMillis() - asked)
        : reply;
  }

  /**
   * A gateway in between says that it cannot reach the unit, or that the unit said nothing (Modbus
   * Application Protocol V1.1b3, section 7, exceptions 0A and 0B): the unit itself is silent.
   */
  private static boolean isOfGateway(int exceptionCode) {
    return exceptionCode == 0x0A || exceptionCode == 0x0B;
  }

  @Override
  public Meaning decode(byte[] answer) {
    RegisterBlock block = new RegisterBlock(range.function(), range.address(), answer);
    return new Meaning.Registers(decoder.decode(block), Quality.GOOD, Optional.of(block));
  }
}
