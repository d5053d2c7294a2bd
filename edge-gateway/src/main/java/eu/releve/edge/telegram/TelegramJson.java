package eu.releve.edge.telegram;

import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.DataRecord;
import eu.releve.decode.mbus.Header;
import eu.releve.decode.mbus.MbusValue;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.document.Json;
import java.util.HexFormat;

/** A telegram for programs. */
public final class TelegramJson {
  private TelegramJson() {}

  /** One object; {@code refused} names why nothing can be read. */
  public static String of(Look look) {
    Json json = new Json();
    switch (look) {
      case Look.Wired wired -> {}
      case Look.Radio radio -> radio(json, radio);
      case Look.Broken broken -> {}
    }
    look.objection().ifPresent(why -> json.put("refused", why.name()));
    look.objection()
        .filter(why -> look.telegram().isEmpty())
        .ifPresent(why -> json.put("detail", why.detail()));
    look.telegram().ifPresent(telegram -> telegram(json, telegram));
    return json.toString();
  }

  private static void radio(Json json, Look.Radio radio) {
    json.put("radio", true)
        .put("checksums", radio.checksums() == Look.Evidence.RIGHT)
        .put("evidence", radio.checksums().name())
        .put(
            "fields",
            radio.anatomy().fields(),
            (one, field) ->
                one.put("offset", field.offset())
                    .put("bytes", hex(field.bytes()))
                    .put("field", field.part().name()));
    if (radio.opening() instanceof Opened opened) {
      json.put("protection", opened.protection().name());
    }
  }

  private static void telegram(Json json, Telegram telegram) {
    Header header = telegram.header();
    header
        .meter()
        .ifPresent(
            meter ->
                json.put("identification", meter.identification())
                    .put("manufacturer", meter.manufacturer())
                    .put("version", meter.version())
                    .put("medium", meter.medium()));
    json.put("access", header.access())
        .put("status", header.status())
        .put("configuration", header.configuration())
        .put("deviceError", !header.quality().isGood())
        .put("records", telegram.records(), (one, record) -> record(one, telegram, record))
        .put("moreFollow", telegram.moreFollow())
        .put("manufacturerData", hex(telegram.manufacturerData()));
    RegisterLine.profileOf(telegram)
        .ifPresent(profile -> json.put("profile", profile.id().value()));
    json.put("registers", RegisterLine.of(telegram), TelegramJson::register);
  }

  private static void record(Json json, Telegram telegram, DataRecord record) {
    json.put("offset", record.offset())
        .put("bytes", telegram.bytes(record))
        .put("function", record.function().name())
        .put("storage", record.storage())
        .put("tariff", record.tariff())
        .put("subunit", record.subunit())
        .put("what", record.meaning().what().name())
        .put(
            "qualifiers",
            record.qualifiers(),
            (one, qualifier) -> one.put("qualifier", qualifier.name()));
    value(json, record);
  }

  private static void value(Json json, DataRecord record) {
    switch (record.value()) {
      case MbusValue.Exact number ->
          json.put("value", number.value().toPlainString()).put("unit", record.meaning().symbol());
      case MbusValue.Text text -> json.put("value", text.text());
      case MbusValue.Opaque opaque -> json.put("bytesOnly", hex(record.data()));
      case MbusValue.Nothing nothing -> json.put("state", "NOTHING");
      case MbusValue.Absent absent -> json.put("state", absent.error().name());
      case MbusValue.Invalid invalid ->
          json.put("state", "INVALID").put("detail", invalid.reason());
      case MbusValue.Moment moment -> json.put("value", moment.at().toString());
      case MbusValue.Day day -> json.put("value", day.day().toString());
      case MbusValue.TimeOfDay time -> json.put("value", time.at().toString());
      case MbusValue.SummerTime rule ->
          json.put("summerTime", rule.enabled()).put("recurring", rule.rule());
      case MbusValue.Recurring recurring -> json.put("recurring", recurring.when());
    }
  }

  /** A register of a telegram. */
  public static void register(Json json, RegisterLine line) {
    json.put("register", line.name().toString()).put("step", line.step());
    switch (line.outcome()) {
      case Outcome.Value value -> json.put("steps", value.steps());
      case Outcome.Unavailable unavailable -> json.put("state", "UNAVAILABLE");
      case Outcome.Refused refused -> json.put("state", "REFUSED").put("detail", refused.reason());
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
