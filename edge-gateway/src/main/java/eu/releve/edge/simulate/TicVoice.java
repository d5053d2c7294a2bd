package eu.releve.edge.simulate;

import eu.releve.decode.tic.TicDecoder;
import eu.releve.decode.tic.TicMode;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Plays the TIC of a Linky with an off-peak contract, off-peak being tariff 1; its bytes have their
 * parity bits, as on the wire. It is a producer's once something has been fed in.
 */
final class TicVoice implements PortServer.Voice {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyMMddHHmmss");
  private static final String NUMBER = "021700000001";
  private static final int DAY_BEGINS = 7;
  private static final int DAY_ENDS = 22;

  private final BusMeters meters;
  private final TicMode mode;

  TicVoice(BusMeters meters, TicMode mode) {
    this.meters = meters;
    this.mode = mode;
  }

  @Override
  public Optional<byte[]> say() throws IOException, InterruptedException {
    Optional<PlayedMeter> meter = meters.all().stream().filter(meters::hangsThere).findFirst();
    if (meter.isEmpty() || meter.get().fault().kind() == Fault.Kind.SILENT) {
      return Optional.empty();
    }
    PlayedMeter played = meter.get();
    played.dawdle();
    Instant now = played.now();
    Writing writing = new Writing(played.valuesAt(now), mode == TicMode.STANDARD ? "\t" : " ");
    switch (mode) {
      case STANDARD -> standard(writing, now);
      case HISTORIQUE -> historique(writing, now);
    }
    byte[] frame = writing.frame();
    if (played.fault().kind() == Fault.Kind.NONSENSE) {
      // Every group: what is whole would be read.
      for (int i = 3; i < frame.length - 1; i += 4) {
        frame[i] ^= 0x01;
      }
    } else {
      played.record(writing.written, now);
    }
    return Optional.of(frame);
  }

  private void standard(Writing writing, Instant now) {
    boolean summer = meters.zone().getRules().isDaylightSavings(now);
    String date = (summer ? "E" : "H") + STAMP.format(now.atZone(meters.zone()));
    writing.group("ADSC", NUMBER);
    writing.group("VTIC", "02");
    writing.group("DATE", date + "\t");
    long total = writing.offPeak("EASF01");
    total += writing.peak("EASF02");
    writing.total("EAST", total);
    if (writing.values.of(RegisterName.parse("active-energy-export")).signum() > 0) {
      writing.number("EAIT", "active-energy-export", "active-energy-export", Unit.WH, 9);
    }
    writing.number("IRMS1", "current.l1", "current.l1", Unit.A, 3);
    writing.number("URMS1", "voltage.l1", "voltage.l1", Unit.V, 3);
    writing.number("SINSTS", "apparent-power", "apparent-power", Unit.VA, 5);
    writing.tariff("NTARF", "0" + tariff(now), tariff(now));
  }

  private void historique(Writing writing, Instant now) {
    writing.group("ADCO", NUMBER);
    writing.group("OPTARIF", "HC..");
    writing.group("ISOUSC", "45");
    long total = writing.offPeak("HCHC");
    total += writing.peak("HCHP");
    writing.follows("active-energy-import", total);
    writing.tariff("PTEC", tariff(now) == 1 ? "HC.." : "HP..", tariff(now));
    writing.number("IINST", "current", "current", Unit.A, 3);
    writing.number("PAPP", "apparent-power", "apparent-power", Unit.VA, 5);
    writing.group("HHPHC", "A");
    writing.group("MOTDETAT", "000000");
  }

  /** Peak hours are those of the simulated meters' first tariff. */
  private int tariff(Instant now) {
    ZonedDateTime local = now.atZone(meters.zone());
    boolean weekend =
        local.getDayOfWeek() == DayOfWeek.SATURDAY || local.getDayOfWeek() == DayOfWeek.SUNDAY;
    return !weekend && local.getHour() >= DAY_BEGINS && local.getHour() < DAY_ENDS ? 2 : 1;
  }

  /** A frame while it is written. */
  private static final class Writing {
    private final Values values;
    private final String separator;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<RegisterName, Long> written = new LinkedHashMap<>();

    Writing(Values values, String separator) {
      this.values = values;
      this.separator = separator;
      bytes.write(TicDecoder.STX);
    }

    void group(String label, String value) {
      String body = label + separator + value;
      String summed = separator.equals("\t") ? body + separator : body;
      char checksum = (char) ((summed.chars().sum() & 0x3F) + 0x20);
      String group = "\n" + body + separator + checksum + "\r";
      bytes.writeBytes(group.getBytes(StandardCharsets.US_ASCII));
    }

    long offPeak(String label) {
      return number(label, "active-energy-import.t1", "active-energy-import.t2", Unit.WH, 9);
    }

    long peak(String label) {
      return number(label, "active-energy-import.t2", "active-energy-import.t1", Unit.WH, 9);
    }

    long number(String label, String register, String measured, Unit unit, int digits) {
      RegisterName name = RegisterName.parse(register);
      PortNumber number =
          PortNumber.of(name, values.of(RegisterName.parse(measured)), unit, digits, 0);
      group(label, number.text());
      written.put(name, number.steps());
      return number.steps();
    }

    void total(String label, long wattHours) {
      group(label, "%09d".formatted(wattHours));
      follows("active-energy-import", wattHours);
    }

    void tariff(String label, String value, int number) {
      group(label, value);
      follows("tariff-in-force", number);
    }

    void follows(String register, long steps) {
      written.put(RegisterName.parse(register), steps);
    }

    /** With the parity bits of 7E1. */
    byte[] frame() {
      bytes.write(TicDecoder.ETX);
      byte[] frame = bytes.toByteArray();
      for (int i = 0; i < frame.length; i++) {
        if (Integer.bitCount(frame[i]) % 2 == 1) {
          frame[i] |= (byte) 0x80;
        }
      }
      return frame;
    }
  }
}
