package eu.releve.edge.telegram;

import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.DataRecord;
import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.MbusValue;
import eu.releve.decode.mbus.Qualifier;
import eu.releve.provisioning.language.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** A record of a telegram in words. */
final class RecordWords {
  private final Messages words;

  RecordWords(Messages words) {
    this.words = words;
  }

  /** What it is, its qualifiers, its place, its value. */
  String of(DataRecord record) {
    List<String> parts = new ArrayList<>();
    parts.add(words.text("what." + record.meaning().what()));
    for (Qualifier qualifier : record.qualifiers()) {
      parts.add(words.text("qualifier." + qualifier));
    }
    if (record.function() != Function.INSTANTANEOUS) {
      parts.add(words.text("function." + record.function()));
    }
    place(parts, "record.storage", record.storage());
    place(parts, "record.tariff", record.tariff());
    place(parts, "record.subunit", record.subunit());
    return String.join(", ", parts) + " = " + value(record);
  }

  private void place(List<String> parts, String key, long number) {
    if (number != 0) {
      parts.add(words.text(key, Long.toString(number)));
    }
  }

  String value(DataRecord record) {
    return switch (record.value()) {
      case MbusValue.Exact number ->
          (number.value().toPlainString() + " " + record.meaning().symbol()).strip();
      case MbusValue.Text text -> "'" + text.text() + "'";
      case MbusValue.Opaque opaque -> words.text("value.opaque");
      case MbusValue.Nothing nothing -> words.text("value.nothing");
      case MbusValue.Absent absent ->
          words.text("value.invalid", words.text("record-error." + absent.error()));
      case MbusValue.Invalid invalid -> words.text("value.invalid", invalid.reason());
      case MbusValue.Moment moment -> moment.at().toString();
      case MbusValue.Day day -> day.day().toString();
      case MbusValue.TimeOfDay time -> time.at().toString();
      case MbusValue.SummerTime rule ->
          words.text(rule.enabled() ? "value.summer" : "value.no-summer", rule.rule());
      case MbusValue.Recurring recurring -> recurring.when();
    };
  }

  /** A register's value as people read it, or why there is none. */
  String outcome(Outcome outcome, LongFunction<String> inUnit) {
    return switch (outcome) {
      case Outcome.Value value -> inUnit.apply(value.steps());
      case Outcome.Unavailable unavailable -> words.text("state.unavailable");
      case Outcome.Refused refused -> words.text("state.refused", refused.reason());
    };
  }
}
