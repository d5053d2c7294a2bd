package eu.releve.edge.poll;

import eu.releve.decode.plc.PlcAnswer;
import eu.releve.decode.plc.PlcDecoder;
import eu.releve.edge.link.Plc4xLink;
import eu.releve.edge.link.Reply;
import eu.releve.measure.Quality;
import java.util.Optional;

/**
 * The values of a meter that a controller holds.
 *
 * @param link to the controller.
 * @param decoder of the meter's registers.
 */
record PlcQuestion(Plc4xLink link, PlcDecoder decoder) implements Question {
  @Override
  public Reply ask() {
    return link.read(decoder.tags());
  }

  @Override
  public Meaning decode(byte[] answer) {
    Optional<PlcAnswer> parsed =
        PlcAnswer.parse(answer).filter(whole -> whole.values().size() == decoder.size());
    return parsed.isPresent()
        ? new Meaning.Registers(decoder.decode(parsed.get()), Quality.GOOD)
        : new Meaning.Unreadable("no answer of a controller");
  }
}
