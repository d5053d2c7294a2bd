package eu.releve.edge.poll;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Telegram;
import eu.releve.edge.link.MbusTcpLink;
import eu.releve.edge.link.Reply;
import eu.releve.profile.Access;

/**
 * The telegram of an M-Bus meter.
 *
 * @param link to its bus.
 * @param address primary, 0 to 250.
 * @param access which registers its records are.
 */
record MbusQuestion(MbusTcpLink link, int address, Access.Mbus access) implements Question {
  @Override
  public Reply ask() {
    return link.read(address);
  }

  @Override
  public Meaning decode(byte[] answer) {
    return switch (MbusAnswer.of(answer)) {
      case Telegram telegram ->
          new Meaning.Registers(MbusRegisters.of(telegram, access), telegram.header().quality());
      case MbusAnswer.Refused refused -> new Meaning.Unreadable(refused.reason());
    };
  }
}
