package eu.releve.provisioning.survey;

import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Requests;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Bus.Parity;
import eu.releve.provisioning.site.Meter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long a bus takes for what is said on it: an estimate from the plan and the profiles, before
 * anything was asked.
 *
 * <p>On a line of Modbus a request is 8 characters, its answer 5 and two a word, a meter thinks 20
 * ms, then the line is silent for 3.5 characters (1.75 ms above 19,200 baud) or as long as the
 * profile's meter wants to rest. Over TCP a request takes 5 ms; the line behind a gateway is not
 * known. On M-Bus a meter waits as long as EN 13757-2 lets it (330 bits and 50 ms) before each
 * answer; a telegram has 21 characters and 7 a register, at least 120, and 261 where it is learned.
 *
 * @param character how long one takes on the line; zero over TCP.
 * @param thinking how long a meter waits before it answers.
 * @param silence between an answer and the next request.
 */
record Pace(Duration character, Duration thinking, Duration silence) {
  private static final Duration TURNAROUND = Duration.ofMillis(20);
  private static final Duration TCP_REQUEST = Duration.ofMillis(5);
  private static final Duration SILENCE_FIXED = Duration.ofNanos(1_750_000);
  private static final int BAUD_OF_FIXED_TIMES = 19_200;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final int MODBUS_FRAMES = 13;
  private static final int WORD = 2;

  /** Common block, inverter and meter model, as most devices have them. */
  private static final int SUNSPEC_REQUESTS = 3;

  private static final int SUNSPEC_WORDS = 220;

  private static final int MBUS_BITS = 11;
  private static final int MBUS_SHORT = 5;
  private static final int MBUS_SELECTION = 17;
  private static final int MBUS_APPLICATION_RESET = 10;
  private static final int MBUS_TELEGRAM = 21;
  private static final int MBUS_RECORD = 7;
  private static final int MBUS_TELEGRAM_MIN = 120;
  private static final int MBUS_TELEGRAM_MAX = 261;

  /** Of a bus on which meters are asked; nothing of others. */
  static Optional<Pace> of(Bus bus) {
    return switch (bus) {
      case Bus.ModbusTcp tcp -> Optional.of(new Pace(Duration.ZERO, TCP_REQUEST, Duration.ZERO));
      case Bus.ModbusRtu rtu ->
          Optional.of(modbus(rtu.line().baud(), rtu.line().parity(), rtu.line().stop()));
      case Bus.ModbusConverter converter ->
          Optional.of(modbus(converter.baud(), converter.parity(), converter.stop()));
      case Bus.MbusSerial serial -> Optional.of(mbus(serial.line().baud()));
      case Bus.MbusTcp tcp -> Optional.of(mbus(tcp.baud()));
      case Bus.Plc plc -> Optional.empty();
      case Bus.OpcUa server -> Optional.empty();
      case Bus.Radio radio -> Optional.empty();
      case Bus.Port port -> Optional.empty();
      case Bus.Gpio gpio -> Optional.empty();
    };
  }

  private static Pace modbus(int baud, Parity parity, int stop) {
    int bits = 9 + (parity == Parity.NONE ? 0 : 1) + stop;
    Duration character = bits(bits, baud);
    Duration silence =
        baud > BAUD_OF_FIXED_TIMES ? SILENCE_FIXED : character.multipliedBy(7).dividedBy(2);
    return new Pace(character, TURNAROUND, silence);
  }

  private static Pace mbus(int baud) {
    Duration wait = bits(330, baud).plusMillis(50);
    return new Pace(bits(MBUS_BITS, baud), wait, bits(MBUS_BITS, baud));
  }

  private static Duration bits(long count, int baud) {
    return Duration.ofNanos(Math.ceilDiv(count * NANOS_PER_SECOND, baud));
  }

  /** All that is said to read a meter once. */
  Duration round(Meter meter) {
    return switch (meter.access()) {
      case Access.Modbus modbus -> round(modbus);
      case Access.SunSpec sunSpec ->
          exchange(MODBUS_FRAMES, silence)
              .multipliedBy(SUNSPEC_REQUESTS)
              .plus(character.multipliedBy((long) WORD * SUNSPEC_WORDS));
      case Access.Mbus mbus -> round(mbus, meter.address());
      case Access.Plc plc -> Duration.ZERO;
      case Access.OpcUa nodes -> Duration.ZERO;
      case Access.Pulsed pulsed -> Duration.ZERO;
      case Access.Pushed pushed -> Duration.ZERO;
    };
  }

  private Duration exchange(int characters, Duration rest) {
    return character.multipliedBy(characters).plus(thinking).plus(rest);
  }

  private Duration round(Access.Modbus access) {
    Duration pause = access.requests().pause();
    Duration rest = pause.compareTo(silence) > 0 ? pause : silence;
    Duration sum = Duration.ZERO;
    List<Block> blocks =
        access.registers().stream()
            .map(register -> Block.of(register, access.requests()))
            .distinct()
            .sorted(Comparator.comparingInt(Block::function).thenComparingInt(Block::from))
            .toList();
    Block open = blocks.getFirst();
    for (Block next : blocks.subList(1, blocks.size())) {
      if (open.joins(next, access.requests())) {
        open = open.with(next);
      } else {
        sum = sum.plus(exchange(open, rest));
        open = next;
      }
    }
    return sum.plus(exchange(open, rest));
  }

  private Duration exchange(Block block, Duration rest) {
    return exchange(MODBUS_FRAMES + WORD * (block.until() - block.from()), rest);
  }

  /**
   * Words that one request reads. Neighbours are joined as far as the meter bears it, which the
   * gateway also does unless something else is cheaper.
   */
  private record Block(int function, int from, int until) {
    static Block of(ModbusRegister register, Requests requests) {
      for (Requests.Span span : requests.together()) {
        if (span.function() == register.function()
            && span.at() <= register.from()
            && register.until() <= span.end()) {
          return new Block(span.function(), span.at(), span.end());
        }
      }
      return new Block(register.function(), register.from(), register.until());
    }

    boolean joins(Block next, Requests requests) {
      return function == next.function
          && next.from - until <= requests.holeWordsMax()
          && requests.allows(from, Math.max(until, next.until));
    }

    Block with(Block next) {
      return new Block(function, from, Math.max(until, next.until));
    }
  }

  private Duration round(Access.Mbus access, Address address) {
    Duration sum = Duration.ZERO;
    int registers = access.registers().size();
    int characters =
        registers == 0
            ? MBUS_TELEGRAM_MAX
            : Math.max(MBUS_TELEGRAM_MIN, MBUS_TELEGRAM + MBUS_RECORD * registers);
    for (int left = characters; left > 0; left -= MBUS_TELEGRAM_MAX) {
      sum = sum.plus(exchange(MBUS_SHORT + Math.min(left, MBUS_TELEGRAM_MAX), silence));
    }
    if (address instanceof Address.Secondary) {
      // Selected, and deselected afterwards.
      sum = sum.plus(exchange(MBUS_SELECTION + 1, silence)).plus(exchange(MBUS_SHORT + 1, silence));
    }
    if (access.requests().reset().isPresent()) {
      sum =
          sum.plus(exchange(MBUS_APPLICATION_RESET + 1, silence))
              .plus(exchange(MBUS_SHORT + 1, silence).multipliedBy(2));
    }
    return sum;
  }
}
