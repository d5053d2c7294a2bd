package eu.releve.decode.p1;

import static eu.releve.measure.Require.require;

import eu.releve.decode.Stated;
import eu.releve.decode.mbus.Medium;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A telegram whose checksum is right.
 *
 * @param identification what its first line says of the meter.
 * @param market whose rules it follows.
 * @param at its own time, by the meter's clock; nothing where it states none.
 * @param equipment the meter's number as its plate has it; nothing where it states none.
 * @param registers of the electricity meter itself.
 * @param subMeters those on the meter's M-Bus channels, in the order of the channels.
 */
public record P1Telegram(
    String identification,
    P1Market market,
    Optional<Instant> at,
    Optional<String> equipment,
    List<Stated> registers,
    List<SubMeter> subMeters)
    implements P1Answer {
  /** The highest M-Bus channel of a meter. */
  public static final int CHANNELS_MAX = 4;

  public P1Telegram {
    registers = List.copyOf(registers);
    subMeters = List.copyOf(subMeters);
  }

  /**
   * A meter that the electricity meter reads by M-Bus and speaks for.
   *
   * @param channel 1 to 4.
   * @param medium what its 24.1.0 says, and nothing else; nothing where it says nothing: then what
   *     it counts is not known and it has no register.
   * @param equipment its number as its plate has it; nothing where it states none.
   * @param registers what it counts; none while it has not been read.
   */
  public record SubMeter(
      int channel, Optional<Medium> medium, Optional<String> equipment, List<Stated> registers) {
    public SubMeter {
      registers = List.copyOf(registers);
      require(1 <= channel && channel <= CHANNELS_MAX, "channel %d is not in 1..4", channel);
    }
  }

  /**
   * What is stated of a channel.
   *
   * @param channel 0 for the electricity meter, 1 to 4 for a sub-meter.
   * @return nothing where the telegram does not speak of it.
   */
  public Optional<List<Stated>> of(int channel) {
    return channel == 0
        ? Optional.of(registers)
        : subMeters.stream()
            .filter(sub -> sub.channel() == channel)
            .map(SubMeter::registers)
            .findFirst();
  }
}
