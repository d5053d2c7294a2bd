package eu.releve.edge.poll;

import eu.releve.decode.wmbus.FormatMemory;
import eu.releve.edge.radio.RadioLink;
import eu.releve.edge.telegram.TelegramMemory;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.site.Address;
import java.util.List;

/**
 * A radio bus with what listens to it and the meters of the plan.
 *
 * @param bus its name.
 * @param endpoint where it is, for people.
 * @param link to the receiver.
 * @param meters in the order of the plan.
 * @param means what telegrams are opened with.
 */
public record RadioLine(
    BusId bus, String endpoint, RadioLink link, List<RadioMeter> meters, Means means) {
  public RadioLine {
    meters = List.copyOf(meters);
  }

  /**
   * A meter that is listened to.
   *
   * @param address by what it is known on the air.
   * @param records which registers its records are.
   * @param numbers of its registers in the catalogue.
   */
  public record RadioMeter(
      MeterId id, Address.Secondary address, MbusQuestion.Records records, Numbers numbers) {}

  /**
   * What telegrams are opened with.
   *
   * @param keys of meters that encrypt.
   * @param formats of compact frames.
   * @param telegrams keeps the last of each meter for people.
   */
  public record Means(Keys keys, FormatMemory formats, TelegramMemory telegrams) {}
}
