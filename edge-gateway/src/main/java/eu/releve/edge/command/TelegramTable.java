package eu.releve.edge.command;

import eu.releve.decode.mbus.DataRecord;
import eu.releve.decode.mbus.Header;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.mbus.Refusal;
import eu.releve.decode.mbus.Telegram;
import eu.releve.provisioning.language.Messages;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A telegram as a table for people: offset, bytes, meaning; then its registers. */
final class TelegramTable {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int BYTES_WIDTH = 28;
  private static final int AFTER_CI = 7;

  private final Messages words;
  private final StringBuilder out = new StringBuilder();

  TelegramTable(Messages words) {
    this.words = words;
  }

  /** The whole table, ended by a line break. */
  String of(byte[] frame, MbusAnswer answer) {
    if (MbusFrame.parse(frame) instanceof MbusFrame.LongFrame known) {
      heading();
      link(known, frame);
      if (answer instanceof Telegram telegram) {
        telegram(telegram, known.information());
      }
      row(frame.length - 2, HEX.formatHex(frame, frame.length - 2, frame.length - 1), "checksum");
      row(frame.length - 1, HEX.formatHex(frame, frame.length - 1, frame.length), "stop");
    }
    if (answer instanceof Telegram telegram) {
      registers(telegram);
    }
    answer.refusal().ifPresent(why -> refusal(why, answer));
    return out.toString();
  }

  private void heading() {
    line(words.text("offset"), words.text("bytes"), words.text("meaning"));
  }

  private void link(MbusFrame.LongFrame known, byte[] frame) {
    row(0, HEX.formatHex(frame, 0, 4), "start", Integer.toString(frame[1] & 0xFF));
    boolean answer = (known.control() & 0x40) == 0;
    row(
        4,
        HEX.formatHex(frame, 4, 5),
        "control",
        words.text(answer ? "control.answer" : "control.other"));
    row(5, HEX.formatHex(frame, 5, 6), "address", Integer.toString(known.address()));
    row(6, HEX.formatHex(frame, 6, 7), "ci", information(known.information()));
  }

  private String information(int information) {
    return switch (information) {
      case 0x72, 0x76 -> words.text("ci.long");
      case 0x7A -> words.text("ci.short");
      case 0x78 -> words.text("ci.none");
      case 0x73, 0x77 -> words.text("ci.fixed");
      default -> "%02X".formatted(information);
    };
  }

  private void telegram(Telegram telegram, int information) {
    byte[] data = telegram.data();
    int first = telegram.records().isEmpty() ? data.length : telegram.records().getFirst().offset();
    if (information == 0x73 || information == 0x77) {
      telegram.header().meter().ifPresent(meter -> identity(meter, data, 0));
      state(telegram.header(), data, 4);
    } else if (first >= 12 && (information == 0x72 || information == 0x76)) {
      telegram.header().meter().ifPresent(meter -> identity(meter, data, 0));
      longIdentity(telegram.header(), data);
    } else if (information == 0x7A) {
      state(telegram.header(), data, 0);
      configuration(telegram.header(), data, 2);
    }
    for (DataRecord record : telegram.records()) {
      line(
          Integer.toString(AFTER_CI + record.offset()),
          telegram.bytes(record),
          new RecordWords(words).of(record));
    }
    manufacturerData(telegram, information);
    if (telegram.moreFollow()) {
      line("", "", words.text("more"));
    }
  }

  /** With the 0F or 1F that announces it, which the fixed structure does not have. */
  private void manufacturerData(Telegram telegram, int information) {
    byte[] data = telegram.data();
    boolean announced = information != 0x73 && information != 0x77;
    int from = data.length - telegram.manufacturerData().length - (announced ? 1 : 0);
    boolean there = telegram.manufacturerData().length > 0 || telegram.moreFollow();
    if (there) {
      row(AFTER_CI + from, HEX.formatHex(data, from, data.length), "manufacturer-data");
    }
  }

  private void identity(MeterIdentity meter, byte[] data, int at) {
    row(AFTER_CI + at, HEX.formatHex(data, at, at + 4), "identification", meter.identification());
  }

  private void longIdentity(Header header, byte[] data) {
    header
        .meter()
        .ifPresent(
            meter -> {
              row(AFTER_CI + 4, HEX.formatHex(data, 4, 6), "manufacturer", meter.manufacturer());
              row(
                  AFTER_CI + 6,
                  HEX.formatHex(data, 6, 7),
                  "version",
                  Integer.toString(meter.version()));
              row(
                  AFTER_CI + 7,
                  HEX.formatHex(data, 7, 8),
                  "medium",
                  "%02X".formatted(meter.medium()),
                  words.text("medium." + meter.medium()));
            });
    state(header, data, 8);
    configuration(header, data, 10);
  }

  private void state(Header header, byte[] data, int at) {
    row(
        AFTER_CI + at,
        HEX.formatHex(data, at, at + 1),
        "access",
        Integer.toString(header.access()));
    row(
        AFTER_CI + at + 1,
        HEX.formatHex(data, at + 1, at + 2),
        "status",
        StatusWords.of(header.status(), words));
  }

  private void configuration(Header header, byte[] data, int at) {
    int mode = header.configuration() >> 8 & 0x1F;
    row(
        AFTER_CI + at,
        HEX.formatHex(data, at, at + 2),
        "configuration",
        "%04X".formatted(header.configuration()),
        mode == 0
            ? words.text("configuration.plain")
            : words.text("configuration.mode", Integer.toString(mode)));
  }

  private void registers(Telegram telegram) {
    List<RegisterLine> lines = RegisterLine.of(telegram);
    out.append(System.lineSeparator());
    if (lines.isEmpty()) {
      out.append(words.text("registers.none")).append(System.lineSeparator());
      return;
    }
    out.append(
            RegisterLine.profileOf(telegram)
                .map(profile -> words.text("registers.profile", profile.id().value()))
                .orElseGet(() -> words.text("registers")))
        .append(System.lineSeparator());
    for (RegisterLine line : lines) {
      out.append("  %-36s %s%n".formatted(line.name(), line.value(new RecordWords(words))));
    }
    if (!telegram.header().quality().isGood()) {
      out.append("  ").append(words.text("quality.error")).append(System.lineSeparator());
    }
  }

  private void refusal(Refusal why, MbusAnswer answer) {
    String detail = answer instanceof MbusAnswer.Refused refused ? refused.detail() : "0F, 1F";
    out.append(words.text("refused", why, words.text("refusal." + why), detail))
        .append(System.lineSeparator());
  }

  private void row(int offset, String bytes, String key, Object... arguments) {
    line(Integer.toString(offset), bytes, words.text(key, arguments));
  }

  private void line(String offset, String bytes, String meaning) {
    List<String> pieces = pieces(bytes);
    out.append("%6s  %-28s  %s".formatted(offset, pieces.getFirst(), meaning).stripTrailing());
    out.append(System.lineSeparator());
    for (String piece : pieces.subList(1, pieces.size())) {
      out.append(" ".repeat(8)).append(piece).append(System.lineSeparator());
    }
  }

  private static List<String> pieces(String bytes) {
    if (bytes.length() <= BYTES_WIDTH) {
      return List.of(bytes);
    }
    return Arrays.asList(bytes.split("(?<=\\G.{" + BYTES_WIDTH + "})", -1)).stream()
        .filter(piece -> !piece.isEmpty())
        .toList();
  }
}
