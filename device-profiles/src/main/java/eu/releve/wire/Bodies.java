package eu.releve.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The protobuf messages of the bodies; {@code WIRE.md} lists their fields. */
final class Bodies {
  private static final int ENTRIES_MAX = 20_000;
  private static final int FACTS_MAX = 1_000;

  private Bodies() {}

  static byte[] encode(Body body, Catalogue inForce) {
    return message(
        out -> {
          switch (body) {
            case Readings readings -> ReadingColumns.write(readings, inForce, out);
            case Catalogue catalogue -> writeCatalogue(catalogue, out);
            case Facts facts -> writeFacts(facts, out);
          }
        });
  }

  static Body decode(BatchKind kind, byte[] bytes, Catalogue inForce) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    return switch (kind) {
      case READINGS -> ReadingColumns.read(in, inForce);
      case CATALOGUE -> readCatalogue(in);
      case FACT -> readFacts(in);
    };
  }

  /** Something that writes the fields of a message. */
  interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  static byte[] message(Fields fields) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.writeTo(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
  }

  private static void writeCatalogue(Catalogue catalogue, CodedOutputStream out)
      throws IOException {
    out.writeString(1, catalogue.site().value());
    out.writeString(2, catalogue.plan());
    for (Catalogue.Entry entry : catalogue.entries()) {
      out.writeByteArray(
          3,
          message(
              row -> {
                row.writeUInt32(1, entry.number());
                row.writeString(2, entry.meter().value());
                row.writeString(3, entry.register().toString());
                row.writeUInt32(4, entry.resolution().mantissa());
                row.writeSInt32(5, entry.resolution().exponent());
                row.writeString(6, entry.unit().symbol());
              }));
    }
  }

  private static Catalogue readCatalogue(CodedInputStream in) throws IOException {
    String site = "";
    String plan = "";
    List<Catalogue.Entry> entries = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> site = in.readStringRequireUtf8();
        case 2 -> plan = in.readStringRequireUtf8();
        case 3 -> entries.add(readEntry(CodedInputStream.newInstance(in.readByteArray())));
        default -> in.skipField(tag);
      }
      atMost(ENTRIES_MAX, entries.size(), "catalogue entries");
    }
    return new Catalogue(new SiteId(site), entries, plan);
  }

  private static Catalogue.Entry readEntry(CodedInputStream in) throws IOException {
    int number = 0;
    String meter = "";
    String register = "";
    int mantissa = 1;
    int exponent = 0;
    String unit = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> number = in.readUInt32();
        case 2 -> meter = in.readStringRequireUtf8();
        case 3 -> register = in.readStringRequireUtf8();
        case 4 -> mantissa = in.readUInt32();
        case 5 -> exponent = in.readSInt32();
        case 6 -> unit = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    String symbol = unit;
    return new Catalogue.Entry(
        number,
        new MeterId(meter),
        RegisterName.parse(register),
        new Resolution(mantissa, exponent),
        Unit.of(symbol)
            .orElseThrow(() -> new IllegalArgumentException("unknown unit '" + symbol + "'")));
  }

  private static void writeFacts(Facts facts, CodedOutputStream out) throws IOException {
    for (Facts.Fact fact : facts.facts()) {
      switch (fact) {
        case Facts.Time time ->
            out.writeByteArray(
                1,
                message(
                    row -> {
                      row.writeFixed64(1, time.bootId().getMostSignificantBits());
                      row.writeFixed64(2, time.bootId().getLeastSignificantBits());
                      row.writeSInt64(3, time.wallMinusBoot());
                    }));
        case Facts.Loss loss ->
            out.writeByteArray(
                2,
                message(
                    row -> {
                      row.writeUInt64(1, loss.fromSeq());
                      row.writeUInt64(2, loss.toSeq());
                      row.writeUInt64(3, loss.readings());
                      row.writeString(4, loss.reason());
                    }));
        case Facts.Event event ->
            out.writeByteArray(
                3,
                message(
                    row -> {
                      row.writeUInt64(1, event.bootMillis());
                      row.writeString(2, event.code());
                      row.writeString(3, event.text());
                    }));
      }
    }
  }

  private static Facts readFacts(CodedInputStream in) throws IOException {
    List<Facts.Fact> facts = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> facts.add(readTime(CodedInputStream.newInstance(in.readByteArray())));
        case 2 -> facts.add(readLoss(CodedInputStream.newInstance(in.readByteArray())));
        case 3 -> facts.add(readEvent(CodedInputStream.newInstance(in.readByteArray())));
        default -> in.skipField(tag);
      }
      atMost(FACTS_MAX, facts.size(), "facts");
    }
    return new Facts(facts);
  }

  private static Facts.Time readTime(CodedInputStream in) throws IOException {
    long high = 0;
    long low = 0;
    long offset = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> high = in.readFixed64();
        case 2 -> low = in.readFixed64();
        case 3 -> offset = in.readSInt64();
        default -> in.skipField(tag);
      }
    }
    return new Facts.Time(new UUID(high, low), offset);
  }

  private static Facts.Loss readLoss(CodedInputStream in) throws IOException {
    long from = 0;
    long to = 0;
    long readings = 0;
    String reason = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> from = in.readUInt64();
        case 2 -> to = in.readUInt64();
        case 3 -> readings = in.readUInt64();
        case 4 -> reason = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    return new Facts.Loss(from, to, readings, reason);
  }

  private static Facts.Event readEvent(CodedInputStream in) throws IOException {
    long bootMillis = 0;
    String code = "";
    String text = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> bootMillis = in.readUInt64();
        case 2 -> code = in.readStringRequireUtf8();
        case 3 -> text = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    return new Facts.Event(bootMillis, code, text);
  }

  static void atMost(int wanted, int found, String what) throws IOException {
    if (found > wanted) {
      throw new IOException("wanted at most %d %s, found %d".formatted(wanted, what, found));
    }
  }
}
