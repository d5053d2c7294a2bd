package eu.releve.edge.telegram;

import eu.releve.decode.wmbus.Anatomy;
import eu.releve.edge.telegram.TelegramTable.Row;
import eu.releve.provisioning.language.Messages;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Rows of a table, field by field. */
final class FieldRows {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final Messages words;
  private final List<Row> rows = new ArrayList<>();

  FieldRows(Messages words) {
    this.words = words;
  }

  List<Row> all() {
    return rows;
  }

  void heading() {
    line(words.text("offset"), words.text("bytes"), words.text("meaning"));
  }

  void line(String offset, String bytes, String meaning) {
    rows.add(new Row(offset, bytes, meaning));
  }

  void row(int offset, String bytes, String key, Object... arguments) {
    line(Integer.toString(offset), bytes, words.text(key, arguments));
  }

  void medium(int offset, String bytes, int medium) {
    row(offset, bytes, "medium", "%02X".formatted(medium), words.text("medium." + medium));
  }

  void configuration(int offset, String bytes, int configuration) {
    int mode = configuration >> 8 & 0x1F;
    row(
        offset,
        bytes,
        "configuration",
        "%04X".formatted(configuration),
        mode == 0
            ? words.text("configuration.plain")
            : words.text("configuration.mode", Integer.toString(mode)));
  }

  String information(int information) {
    return switch (information) {
      case 0x72, 0x76 -> words.text("ci.long");
      case 0x7A -> words.text("ci.short");
      case 0x78 -> words.text("ci.none");
      case 0x73, 0x77 -> words.text("ci.fixed");
      case 0x70, 0x6E, 0x6F -> words.text("ci.error");
      case 0x71, 0x74, 0x75 -> words.text("ci.alarm");
      case 0x79, 0x7B -> words.text("ci.compact");
      default -> "%02X".formatted(information);
    };
  }

  void field(Anatomy.Field field) {
    byte[] bytes = field.bytes();
    String hex = HEX.formatHex(bytes);
    int first = bytes[0] & 0xFF;
    int at = field.offset();
    switch (field.part()) {
      case CONTROL -> row(at, hex, "control", control(first));
      case MANUFACTURER -> row(at, hex, "manufacturer", letters(bytes));
      case IDENTIFICATION -> row(at, hex, "identification", reversed(bytes));
      case VERSION -> row(at, hex, "version", Integer.toString(first));
      case MEDIUM -> medium(at, hex, first);
      case ACCESS -> row(at, hex, "access", Integer.toString(first));
      case INFORMATION -> row(at, hex, "ci", information(first));
      case STATUS -> row(at, hex, "status", StatusWords.of(first, words));
      case CONFIGURATION -> configuration(at, hex, first | (bytes[1] & 0xFF) << 8);
      case LENGTH, AUTHENTICATION_LENGTH ->
          row(at, hex, "field." + field.part(), Integer.toString(first));
      case EXTENDED_LINK,
          COMMUNICATION,
          SESSION,
          EXTENDED_CHECKSUM,
          AUTHENTICATION,
          FRAGMENTATION,
          MESSAGE_CONTROL,
          KEY_INFORMATION,
          MESSAGE_COUNTER,
          MESSAGE_CODE,
          MESSAGE_LENGTH,
          CONFIGURATION_EXTENSION,
          SEALED ->
          row(at, hex, "field." + field.part(), reversed(bytes));
    }
  }

  private String control(int control) {
    return switch (control) {
      case 0x44 -> words.text("control.spontaneous");
      case 0x46 -> words.text("control.installation");
      case 0x48 -> words.text("control.access");
      case 0x08, 0x18, 0x28, 0x38 -> words.text("control.answer");
      default -> words.text("control.other");
    };
  }

  private static String letters(byte[] two) {
    int code = (two[0] & 0xFF) | (two[1] & 0xFF) << 8;
    return ""
        + (char) ('@' + (code >> 10 & 0x1F))
        + (char) ('@' + (code >> 5 & 0x1F))
        + (char) ('@' + (code & 0x1F));
  }

  /** Numbers are sent low byte first and read high byte first. */
  private static String reversed(byte[] bytes) {
    StringBuilder digits = new StringBuilder(2 * bytes.length);
    for (int i = bytes.length - 1; i >= 0; i--) {
      digits.append(HEX.toHexDigits(bytes[i]));
    }
    return digits.toString();
  }
}
