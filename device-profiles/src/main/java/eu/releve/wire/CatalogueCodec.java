package eu.releve.wire;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import java.util.ArrayList;
import java.util.List;

/** The catalogue: site, plan, and one message a register. */
final class CatalogueCodec {
  private static final int SITE = 1;
  private static final int PLAN = 2;
  private static final int ENTRY = 3;
  private static final int NUMBER = 1;
  private static final int METER = 2;
  private static final int REGISTER = 3;
  private static final int MANTISSA = 4;
  private static final int EXPONENT = 5;
  private static final int UNIT = 6;

  private CatalogueCodec() {}

  static byte[] encode(Catalogue catalogue) {
    Message message =
        new Message().text(SITE, catalogue.site().value()).text(PLAN, catalogue.plan());
    for (Catalogue.Entry entry : catalogue.entries()) {
      message.message(ENTRY, encode(entry));
    }
    return message.toBytes();
  }

  private static Message encode(Catalogue.Entry entry) {
    return new Message()
        .unsigned(NUMBER, entry.number())
        .text(METER, entry.meter().value())
        .text(REGISTER, entry.register().toString())
        .unsigned(MANTISSA, entry.resolution().mantissa())
        .signed(EXPONENT, entry.resolution().exponent())
        .text(UNIT, entry.unit().symbol());
  }

  static Catalogue decode(byte[] body) throws MalformedBatchException {
    String site = "";
    String plan = "";
    List<Catalogue.Entry> entries = new ArrayList<>();
    Fields in = new Fields("catalogue body", body);
    try {
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case SITE -> site = in.text();
          case PLAN -> plan = in.text();
          case ENTRY -> entries.add(entry(in.message("catalogue entry " + entries.size())));
          default -> in.skip();
        }
      }
      return new Catalogue(new SiteId(site), entries, plan);
    } catch (IllegalArgumentException impossible) {
      throw new MalformedBatchException(
          "catalogue body, entry %d: %s".formatted(entries.size(), impossible.getMessage()),
          impossible);
    }
  }

  private static Catalogue.Entry entry(Fields in) throws MalformedBatchException {
    long number = 0;
    String meter = "";
    String register = "";
    long mantissa = 0;
    long exponent = 0;
    String unit = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case NUMBER -> number = in.unsigned();
        case METER -> meter = in.text();
        case REGISTER -> register = in.text();
        case MANTISSA -> mantissa = in.unsigned();
        case EXPONENT -> exponent = in.signed();
        case UNIT -> unit = in.text();
        default -> in.skip();
      }
    }
    String symbol = unit;
    return new Catalogue.Entry(
        narrow("register number", number),
        new MeterId(meter),
        RegisterName.parse(register),
        new Resolution(narrow("mantissa", mantissa), narrow("exponent", exponent)),
        Unit.of(symbol)
            .orElseThrow(() -> new IllegalArgumentException("unknown unit '" + symbol + "'")));
  }

  private static int narrow(String what, long number) {
    if (number != (int) number) {
      throw new IllegalArgumentException(what + " " + number + " is not within 32 bits");
    }
    return (int) number;
  }
}
