package eu.releve.edge.telegram;

import eu.releve.decode.mbus.DataRecord;
import eu.releve.decode.mbus.Header;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.wmbus.Anatomy;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.edge.telegram.TelegramTable.Line;
import eu.releve.provisioning.language.Messages;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes tables of telegrams in one language. */
public final class TelegramWords {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int AFTER_CI = 7;

  private final Messages words;

  private TelegramWords(Messages words) {
    this.words = words;
  }

  /** In that language, one of {@link Messages#LOCALES}. */
  public static TelegramWords in(Locale locale) {
    return new TelegramWords(Messages.load(TelegramWords.class, locale));
  }

  /** A word of telegrams, such as {@code medium.7}. */
  public String text(String key, Object... arguments) {
    return words.text(key, arguments);
  }

  /** The table of a telegram. */
  public TelegramTable table(Look look) {
    FieldRows rows = new FieldRows(words);
    switch (look) {
      case Look.Wired wired -> wired(rows, wired);
      case Look.Radio radio -> radio(rows, radio);
      case Look.Broken broken -> {}
    }
    List<String> remarks = new ArrayList<>();
    if (look instanceof Look.Radio radio && radio.checksums() == Look.Evidence.NONE) {
      remarks.add(words.text("checksums.none"));
    }
    Optional<Telegram> telegram = look.telegram();
    telegram
        .filter(one -> !one.header().quality().isGood())
        .ifPresent(one -> remarks.add("  " + words.text("quality.error")));
    opening(look).ifPresent(opening -> protection(opening, remarks));
    look.objection()
        .ifPresent(
            why -> remarks.add(refused(why.kind() + "." + why.name(), why.name(), why.detail())));
    return new TelegramTable(
        rows.all(),
        telegram.map(this::heading).orElse(""),
        telegram.map(this::registers).orElse(List.of()),
        remarks);
  }

  /** Why something is refused: the name, its words, the detail. */
  private String refused(String key, String name, String detail) {
    return words.text("refused", name, words.text(key), detail);
  }

  /**
   * A reason as programs say it, {@code NAME: detail}, in words; what has no such name stays as it
   * is.
   */
  public String reason(String text) {
    int colon = text.indexOf(": ");
    String name = colon < 0 ? text : text.substring(0, colon);
    for (String kind : List.of("refusal.", "obstacle.")) {
      if (words.keys().contains(kind + name)) {
        String said = words.text(kind + name);
        return colon < 0 ? said : said + " (" + text.substring(colon + 2) + ")";
      }
    }
    return text;
  }

  private static Optional<Opening> opening(Look look) {
    return switch (look) {
      case Look.Wired wired -> wired.opening();
      case Look.Radio radio -> Optional.of(radio.opening());
      case Look.Broken broken -> Optional.empty();
    };
  }

  private void protection(Opening opening, List<String> remarks) {
    switch (opening) {
      case Opened opened -> remarks.add(words.text("protection." + opened.protection()));
      case Opening.Waiting waiting -> remarks.add(words.text("waiting"));
      case Opening.Refused refused -> {}
    }
  }

  private void wired(FieldRows rows, Look.Wired look) {
    byte[] frame = look.bytes();
    if (!(MbusFrame.parse(frame) instanceof MbusFrame.LongFrame known)) {
      return;
    }
    rows.heading();
    rows.row(0, HEX.formatHex(frame, 0, 4), "start", Integer.toString(frame[1] & 0xFF));
    boolean answer = (known.control() & 0x40) == 0;
    rows.row(
        4,
        HEX.formatHex(frame, 4, 5),
        "control",
        words.text(answer ? "control.answer" : "control.other"));
    rows.row(5, HEX.formatHex(frame, 5, 6), "address", Integer.toString(known.address()));
    Optional<Telegram> telegram = look.telegram();
    switch (known.information()) {
      case 0x73, 0x76, 0x77 -> {
        rows.row(6, HEX.formatHex(frame, 6, 7), "ci", rows.information(known.information()));
        telegram.ifPresent(one -> fixed(rows, one, known.information()));
        telegram.ifPresent(one -> records(rows, one, known.information(), OptionalInt.of(6)));
      }
      default -> {
        Anatomy anatomy = Anatomy.of(known);
        anatomy.fields().forEach(rows::field);
        behind(rows, anatomy, HEX.formatHex(frame, 0, frame.length - 2), look);
      }
    }
    int end = frame.length;
    rows.row(end - 2, HEX.formatHex(frame, end - 2, end - 1), "checksum");
    rows.row(end - 1, HEX.formatHex(frame, end - 1, end), "stop");
  }

  private void radio(FieldRows rows, Look.Radio look) {
    rows.heading();
    look.anatomy().fields().forEach(rows::field);
    behind(rows, look.anatomy(), look.frame().toString(), look);
    if (look.checksums() == Look.Evidence.RIGHT) {
      rows.line("", "", words.text("checksums"));
    }
  }

  /** The records, or what could not be opened. */
  private void behind(FieldRows rows, Anatomy anatomy, String hex, Look look) {
    Optional<Telegram> telegram = look.telegram();
    if (telegram.isPresent()) {
      OptionalInt at = anatomy.application();
      int sent =
          at.isPresent() ? Integer.parseInt(hex, 2 * at.getAsInt(), 2 * at.getAsInt() + 2, 16) : -1;
      int read = opening(look).map(TelegramWords::informationOf).orElse(sent);
      if (sent != read) {
        rows.line("", "", words.text("expanded"));
      }
      records(rows, telegram.get(), read, sent == read ? at : OptionalInt.empty());
      return;
    }
    Anatomy.Field last = anatomy.fields().getLast();
    int from = last.offset() + last.bytes().length;
    if (2 * from < hex.length()) {
      rows.row(from, hex.substring(2 * from), "field." + Anatomy.Part.SEALED);
    }
  }

  private static int informationOf(Opening opening) {
    return opening instanceof Opened opened ? opened.information() : -1;
  }

  /** The header of the old structures, which nobody encrypts. */
  private void fixed(FieldRows rows, Telegram telegram, int information) {
    byte[] data = telegram.data();
    Header header = telegram.header();
    boolean variable = information == 0x76;
    header
        .meter()
        .ifPresent(
            meter -> {
              rows.row(
                  AFTER_CI, HEX.formatHex(data, 0, 4), "identification", meter.identification());
              if (variable) {
                rows.row(
                    AFTER_CI + 4, HEX.formatHex(data, 4, 6), "manufacturer", meter.manufacturer());
                rows.row(
                    AFTER_CI + 6,
                    HEX.formatHex(data, 6, 7),
                    "version",
                    Integer.toString(meter.version()));
                rows.medium(AFTER_CI + 7, HEX.formatHex(data, 7, 8), meter.medium());
              }
            });
    int at = variable ? 8 : 4;
    rows.row(
        AFTER_CI + at,
        HEX.formatHex(data, at, at + 1),
        "access",
        Integer.toString(header.access()));
    rows.row(
        AFTER_CI + at + 1,
        HEX.formatHex(data, at + 1, at + 2),
        "status",
        StatusWords.of(header.status(), words));
    if (variable) {
      rows.configuration(
          AFTER_CI + at + 2, HEX.formatHex(data, at + 2, at + 4), header.configuration());
    }
  }

  private void records(FieldRows rows, Telegram telegram, int information, OptionalInt ci) {
    RecordWords record = new RecordWords(words);
    for (DataRecord one : telegram.records()) {
      String offset = ci.isPresent() ? Integer.toString(ci.getAsInt() + 1 + one.offset()) : "";
      rows.line(offset, telegram.bytes(one), record.of(one));
    }
    manufacturerData(rows, telegram, information, ci);
    if (telegram.moreFollow()) {
      rows.line("", "", words.text("more"));
    }
  }

  /** With the 0F or 1F that announces it, which the fixed structure does not have. */
  private void manufacturerData(
      FieldRows rows, Telegram telegram, int information, OptionalInt ci) {
    byte[] data = telegram.data();
    boolean announced = information != 0x73 && information != 0x77;
    int own = telegram.manufacturerData().length;
    int from = Math.max(0, data.length - own - (announced ? 1 : 0));
    if (own > 0 || telegram.moreFollow()) {
      String offset = ci.isPresent() ? Integer.toString(ci.getAsInt() + 1 + from) : "";
      rows.line(offset, HEX.formatHex(data, from, data.length), words.text("manufacturer-data"));
    }
  }

  private String heading(Telegram telegram) {
    return RegisterLine.of(telegram).isEmpty()
        ? words.text("registers.none")
        : RegisterLine.profileOf(telegram)
            .map(profile -> words.text("registers.profile", profile.id().value()))
            .orElseGet(() -> words.text("registers"));
  }

  private List<Line> registers(Telegram telegram) {
    RecordWords record = new RecordWords(words);
    return RegisterLine.of(telegram).stream()
        .map(line -> new Line(line.name().toString(), line.value(record)))
        .toList();
  }

  /** A register's value in words. */
  public String value(RegisterLine line) {
    return line.value(new RecordWords(words));
  }

  /** Why an answer cannot be read, on one line. */
  public String refused(MbusAnswer.Refused refused) {
    return refused("refusal." + refused.why(), refused.why().name(), refused.detail());
  }
}
