package eu.releve.edge.command;

import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.DataRecord;
import eu.releve.decode.mbus.Header;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusValue;
import eu.releve.decode.mbus.Telegram;
import eu.releve.document.Json;
import java.util.HexFormat;

/** A telegram for programs. */
final class TelegramJson {
  private TelegramJson() {}

  /** One object; {@code refused} names why nothing can be read. */
  static String of(MbusAnswer answer) {
    Json json = new Json();
    answer.refusal().ifPresent(why -> json.put("refused", why.name()));
    switch (answer) {
      case MbusAnswer.Refused refused -> json.put("detail", refused.detail());
      case Telegram telegram -> telegram(json, telegram);
    }
    return json.toString();
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
      case MbusValue.Recurring recurring -> json.put("recurring", recurring.when());
    }
  }

  static void register(Json json, RegisterLine line) {
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
