package eu.releve.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Facts: one message each, in the order in which they were noted. */
final class FactsCodec {
  private static final int FACT = 1;
  private static final int TIME = 1;
  private static final int LOSS = 2;
  private static final int EVENT = 3;

  private FactsCodec() {}

  static byte[] encode(Facts facts) {
    Message message = new Message();
    for (Facts.Fact fact : facts.facts()) {
      message.message(FACT, encode(fact));
    }
    return message.toBytes();
  }

  private static Message encode(Facts.Fact fact) {
    return switch (fact) {
      case Facts.Time time ->
          new Message()
              .message(
                  TIME,
                  new Message().bytes(1, bytes(time.bootId())).signed(2, time.wallMinusBoot()));
      case Facts.Loss loss ->
          new Message()
              .message(
                  LOSS,
                  new Message()
                      .unsigned(1, loss.fromSeq())
                      .unsigned(2, loss.toSeq())
                      .unsigned(3, loss.readings())
                      .text(4, loss.reason()));
      case Facts.Event event ->
          new Message()
              .message(
                  EVENT,
                  new Message()
                      .signed(1, event.bootMillis())
                      .text(2, event.code())
                      .text(3, event.text()));
    };
  }

  static Facts decode(byte[] body) throws MalformedBatchException {
    List<Facts.Fact> facts = new ArrayList<>();
    Fields in = new Fields("fact body", body);
    try {
      for (int field = in.next(); field != 0; field = in.next()) {
        if (field == FACT) {
          fact(in.message("fact " + facts.size())).ifPresent(facts::add);
        } else {
          in.skip();
        }
      }
      return new Facts(facts);
    } catch (IllegalArgumentException impossible) {
      throw new MalformedBatchException(
          "fact body, fact %d: %s".formatted(facts.size(), impossible.getMessage()), impossible);
    }
  }

  /** Nothing for a fact that only a later version knows. */
  private static Optional<Facts.Fact> fact(Fields in) throws MalformedBatchException {
    Optional<Facts.Fact> fact = Optional.empty();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case TIME -> fact = Optional.of(time(in.message("time")));
        case LOSS -> fact = Optional.of(loss(in.message("loss")));
        case EVENT -> fact = Optional.of(event(in.message("event")));
        default -> in.skip();
      }
    }
    return fact;
  }

  private static Facts.Time time(Fields in) throws MalformedBatchException {
    UUID bootId = new UUID(0, 0);
    long wallMinusBoot = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> bootId = uuid(in.bytes());
        case 2 -> wallMinusBoot = in.signed();
        default -> in.skip();
      }
    }
    return new Facts.Time(bootId, wallMinusBoot);
  }

  private static Facts.Loss loss(Fields in) throws MalformedBatchException {
    long fromSeq = 0;
    long toSeq = 0;
    long readings = 0;
    String reason = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> fromSeq = in.unsigned();
        case 2 -> toSeq = in.unsigned();
        case 3 -> readings = in.unsigned();
        case 4 -> reason = in.text();
        default -> in.skip();
      }
    }
    return new Facts.Loss(fromSeq, toSeq, readings, reason);
  }

  private static Facts.Event event(Fields in) throws MalformedBatchException {
    long bootMillis = 0;
    String code = "";
    String text = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> bootMillis = in.signed();
        case 2 -> code = in.text();
        case 3 -> text = in.text();
        default -> in.skip();
      }
    }
    return new Facts.Event(bootMillis, code, text);
  }

  private static byte[] bytes(UUID uuid) {
    ByteBuffer out = ByteBuffer.allocate(2 * Long.BYTES);
    Bytes.putUuid(out, uuid);
    return out.array();
  }

  private static UUID uuid(byte[] bytes) throws MalformedBatchException {
    return new Bytes("time, boot id", bytes).uuid("boot id");
  }
}
