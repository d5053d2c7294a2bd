package eu.releve.wire;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What a collector wants of a gateway: so far, that it follows another plan. */
final class CommandCodec {
  private static final int MAGIC = 'C';
  private static final int VERSION = 1;
  private static final int HEAD = 2;
  private static final int HASH_BYTES = 32;
  private static final HexFormat HEX = HexFormat.of();

  private CommandCodec() {}

  static byte[] encode(PlanCommand command) {
    Message plan = new Message().bytes(1, command.order()).bytes(2, command.signature());
    for (byte[] certificate : command.chain()) {
      plan.bytes(3, certificate);
    }
    plan.bytes(4, Deflation.deflate(command.plan().getBytes(StandardCharsets.UTF_8)));
    byte[] body = new Message().message(1, plan).toBytes();
    int checksumAt = HEAD + body.length;
    ByteBuffer out = ByteBuffer.allocate(checksumAt + Integer.BYTES);
    out.put((byte) MAGIC).put((byte) VERSION).put(body);
    out.putInt(checksumAt, Bytes.checksum(out.array(), checksumAt));
    return out.array();
  }

  static PlanCommand decode(byte[] bytes) throws MalformedBatchException {
    Bytes in = new Bytes("command", bytes);
    if (bytes.length > PlanCommand.BYTES_MAX) {
      throw in.malformed(
          "end", 0, "at most " + PlanCommand.BYTES_MAX + " bytes", "" + bytes.length);
    }
    in.expect("magic", MAGIC);
    in.expect("version", VERSION);
    int checksumAt = bytes.length - Integer.BYTES;
    if (checksumAt < HEAD) {
      throw in.malformed("checksum", HEAD, "4 bytes", "the end after " + in.remaining());
    }
    int checksum = ByteBuffer.wrap(bytes).getInt(checksumAt);
    int computed = Bytes.checksum(bytes, checksumAt);
    if (checksum != computed) {
      throw in.malformed("checksum", checksumAt, "" + computed, "" + checksum);
    }
    Fields fields = new Fields("command", Arrays.copyOfRange(bytes, HEAD, checksumAt));
    Optional<PlanCommand> found = Optional.empty();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) {
        found = Optional.of(plan(fields.message("plan")));
      } else {
        fields.skip();
      }
    }
    return found.orElseThrow(
        () -> new MalformedBatchException("command: wanted one that is known, got another"));
  }

  private static PlanCommand plan(Fields fields) throws MalformedBatchException {
    byte[] order = new byte[0];
    byte[] signature = new byte[0];
    List<byte[]> chain = new ArrayList<>();
    byte[] deflated = new byte[0];
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> order = fields.bytes();
        case 2 -> signature = fields.bytes();
        case 3 -> chain.add(fields.bytes());
        case 4 -> deflated = fields.bytes();
        default -> fields.skip();
      }
    }
    try {
      return new PlanCommand(
          order, signature, chain, text(Deflation.inflate(deflated, PlanCommand.PLAN_BYTES_MAX)));
    } catch (IllegalArgumentException impossible) {
      throw new MalformedBatchException("plan: " + impossible.getMessage(), impossible);
    }
  }

  private static String text(byte[] utf8) throws MalformedBatchException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException broken) {
      throw new MalformedBatchException("plan: wanted UTF-8, got something else", broken);
    }
  }

  static byte[] encode(PlanOrder order) {
    return new Message()
        .text(1, order.gateway().value())
        .text(2, order.organisation().value())
        .text(3, order.formerly().map(OrganisationId::value).orElse(""))
        .unsigned(4, order.version())
        .bytes(5, HEX.parseHex(order.parent()))
        .bytes(6, HEX.parseHex(order.plan()))
        .text(7, order.author())
        .unsigned(8, order.within().toSeconds())
        .toBytes();
  }

  static PlanOrder order(byte[] bytes) throws MalformedBatchException {
    Fields fields = new Fields("order", bytes);
    String gateway = "";
    String organisation = "";
    String formerly = "";
    long version = 0;
    byte[] parent = new byte[0];
    byte[] plan = new byte[0];
    String author = "";
    long within = 0;
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> gateway = fields.text();
        case 2 -> organisation = fields.text();
        case 3 -> formerly = fields.text();
        case 4 -> version = fields.unsigned();
        case 5 -> parent = hash(fields.bytes());
        case 6 -> plan = hash(fields.bytes());
        case 7 -> author = fields.text();
        case 8 -> within = fields.unsigned();
        default -> fields.skip();
      }
    }
    try {
      return new PlanOrder(
          new GatewayId(gateway),
          new OrganisationId(organisation),
          formerly.isEmpty() ? Optional.empty() : Optional.of(new OrganisationId(formerly)),
          version,
          HEX.formatHex(parent),
          HEX.formatHex(plan),
          author,
          Duration.ofSeconds(Math.clamp(within, 0, Integer.MAX_VALUE)));
    } catch (IllegalArgumentException impossible) {
      throw new MalformedBatchException("order: " + impossible.getMessage(), impossible);
    }
  }

  private static byte[] hash(byte[] bytes) throws MalformedBatchException {
    if (bytes.length != HASH_BYTES) {
      throw new MalformedBatchException(
          "order: wanted a hash of %d bytes, got %d".formatted(HASH_BYTES, bytes.length));
    }
    return bytes;
  }
}
