package eu.releve.edge.poll;

import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.edge.link.ModbusLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.link.Reply;
import eu.releve.measure.Quality;

/**
 * One run of registers of a Modbus meter.
 *
 * @param link to its bus.
 * @param unit by which it is called there.
 * @param range what is asked for.
 * @param decoder of the meter's registers.
 */
record ModbusQuestion(ModbusLink link, ModbusUnit unit, RegisterRange range, ModbusDecoder decoder)
    implements Question {
  @Override
  public boolean mayBeRepeated() {
    return true;
  }

  @Override
  public Reply ask() {
    return link.read(unit, range);
  }

  @Override
  public Meaning decode(byte[] answer) {
    RegisterBlock block = new RegisterBlock(range.function(), range.address(), answer);
    return new Meaning.Registers(decoder.decode(block), Quality.GOOD);
  }
}
