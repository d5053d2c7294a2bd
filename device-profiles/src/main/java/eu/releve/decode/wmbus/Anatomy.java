package eu.releve.decode.wmbus;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.MeterIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The fields of a telegram layer by layer, as far as they can be told, for people who look at it.
 *
 * @param fields in their order; offsets count from the length byte, without the checksums of the
 *     radio link layer.
 */
public record Anatomy(List<Field> fields) {
  private static final int ADDRESS = 2;
  private static final int WIRED_INFORMATION = 6;

  public Anatomy {
    fields = List.copyOf(fields);
  }

  /** Where the CI field of the application stands; nothing where it cannot be told. */
  public OptionalInt application() {
    return fields.stream()
        .filter(field -> field.part() == Part.INFORMATION)
        .mapToInt(Field::offset)
        .findFirst();
  }

  /**
   * A field.
   *
   * @param offset of its first byte.
   * @param bytes as sent, or decrypted.
   * @param part what it is.
   */
  public record Field(int offset, byte[] bytes, Part part) {
    public Field {
      bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }
  }

  /** What a field is; the names are keys of words. */
  public enum Part {
    LENGTH,
    CONTROL,
    MANUFACTURER,
    IDENTIFICATION,
    VERSION,
    MEDIUM,
    EXTENDED_LINK,
    COMMUNICATION,
    ACCESS,
    SESSION,
    EXTENDED_CHECKSUM,
    AUTHENTICATION,
    AUTHENTICATION_LENGTH,
    FRAGMENTATION,
    MESSAGE_CONTROL,
    KEY_INFORMATION,
    MESSAGE_COUNTER,
    MESSAGE_CODE,
    MESSAGE_LENGTH,
    INFORMATION,
    STATUS,
    CONFIGURATION,
    CONFIGURATION_EXTENSION,
    /** What could not be opened. */
    SEALED
  }

  /** Of a radio telegram; a key opens an encrypted link layer. */
  public static Anatomy of(WirelessFrame frame, Optional<Key> key) {
    byte[] all = frame.stripped();
    Cut cut = new Cut(all.length);
    cut.add(0, all, 0, 1, Part.LENGTH);
    cut.add(1, all, 1, 1, Part.CONTROL);
    cut.address(ADDRESS, all, ADDRESS);
    byte[] content = frame.content();
    try {
      if (ExtendedLink.begins(content[0] & 0xFF)) {
        content = cut.extendedLink(frame, content, key);
      }
      cut.message(content, true);
    } catch (ObstacleException sealed) {
      cut.sealed(content);
    }
    return cut.end();
  }

  /** Of the layers behind a wired link layer. */
  public static Anatomy of(MbusFrame.LongFrame frame) {
    byte[] data = frame.data();
    byte[] message = new byte[data.length + 1];
    message[0] = (byte) frame.information();
    System.arraycopy(data, 0, message, 1, data.length);
    Cut cut = new Cut(WIRED_INFORMATION + message.length);
    try {
      cut.message(message, false);
    } catch (ObstacleException sealed) {
      cut.sealed(message);
    }
    return cut.end();
  }

  /** Who sends a wired telegram, where its header says so; encrypted or not. */
  public static Optional<MeterIdentity> meter(MbusFrame.LongFrame frame) {
    byte[] address = new byte[LinkAddress.BYTES];
    int found = 0;
    for (Field field : of(frame).fields()) {
      int at =
          switch (field.part()) {
            case MANUFACTURER -> 0;
            case IDENTIFICATION -> 2;
            case VERSION -> 6;
            case MEDIUM -> 7;
            default -> -1;
          };
      if (at >= 0) {
        System.arraycopy(field.bytes(), 0, address, at, field.bytes().length);
        found += field.bytes().length;
      }
    }
    return found == LinkAddress.BYTES
        ? Optional.of(LinkAddress.identity(address))
        : Optional.empty();
  }

  /** Cuts a telegram: what is left is always its end, which tells where it begins. */
  private static final class Cut {
    private final int length;
    private final List<Field> fields = new ArrayList<>();

    Cut(int length) {
      this.length = length;
    }

    Anatomy end() {
      return new Anatomy(fields);
    }

    void add(int offset, byte[] from, int at, int size, Part part) {
      fields.add(new Field(offset, Arrays.copyOfRange(from, at, at + size), part));
    }

    void sealed(byte[] rest) {
      int from = Math.max(0, rest.length - (length - end(fields)));
      if (from < rest.length) {
        add(length - rest.length + from, rest, from, rest.length - from, Part.SEALED);
      }
    }

    private int end(List<Field> known) {
      return known.isEmpty()
          ? WIRED_INFORMATION
          : known.getLast().offset() + known.getLast().bytes().length;
    }

    /** Manufacturer, identification, version, medium. */
    void address(int offset, byte[] from, int at) {
      add(offset, from, at, 2, Part.MANUFACTURER);
      add(offset + 2, from, at + 2, 4, Part.IDENTIFICATION);
      add(offset + 6, from, at + 6, 1, Part.VERSION);
      add(offset + 7, from, at + 7, 1, Part.MEDIUM);
    }

    private void next(Reader reader, byte[] whole, int size, Part part) throws ObstacleException {
      int at = reader.position();
      reader.take(size, part.name());
      add(length - whole.length + at, whole, at, size, part);
    }

    byte[] extendedLink(WirelessFrame frame, byte[] content, Optional<Key> key)
        throws ObstacleException {
      Reader reader = new Reader(content);
      int information = content[0] & 0xFF;
      next(reader, content, 1, Part.EXTENDED_LINK);
      next(reader, content, 1, Part.COMMUNICATION);
      next(reader, content, 1, Part.ACCESS);
      if (information == 0x8E || information == 0x8F) {
        address(length - content.length + 3, content, 3);
        reader.take(LinkAddress.BYTES, "address");
      }
      if (information == 0x8D || information == 0x8F) {
        next(reader, content, 4, Part.SESSION);
        byte[] open = ExtendedLink.read(frame.address(), content, key).content();
        next(reader, content, 2, Part.EXTENDED_CHECKSUM);
        return open;
      }
      return reader.rest();
    }

    void message(byte[] content, boolean radio) throws ObstacleException {
      byte[] message = content;
      if (message.length > 0 && (message[0] & 0xFF) == Authentication.INFORMATION) {
        message = authentication(message);
      }
      if (message.length == 0) {
        return;
      }
      Reader reader = new Reader(message);
      Optional<byte[]> link = radio ? Optional.of(new byte[LinkAddress.BYTES]) : Optional.empty();
      Transport transport = Transport.read(message, link);
      next(reader, message, 1, Part.INFORMATION);
      int header = transport.header().length;
      if (header >= LinkAddress.BYTES) {
        next(reader, message, 4, Part.IDENTIFICATION);
        next(reader, message, 2, Part.MANUFACTURER);
        next(reader, message, 1, Part.VERSION);
        next(reader, message, 1, Part.MEDIUM);
      }
      if (header > 0) {
        next(reader, message, 1, Part.ACCESS);
        next(reader, message, 1, Part.STATUS);
        next(reader, message, 2, Part.CONFIGURATION);
      }
      if (header > 0 && transport.mode() == Transport.MODE_7 && reader.remaining() > 0) {
        next(reader, message, 1, Part.CONFIGURATION_EXTENSION);
      }
    }

    private byte[] authentication(byte[] message) throws ObstacleException {
      Reader reader = new Reader(message);
      next(reader, message, 1, Part.AUTHENTICATION);
      Reader ahead = new Reader(message);
      ahead.next("CI");
      Authentication layer = Authentication.read(ahead);
      next(reader, message, 1, Part.AUTHENTICATION_LENGTH);
      next(reader, message, 2, Part.FRAGMENTATION);
      if (layer.control().isPresent()) {
        next(reader, message, 1, Part.MESSAGE_CONTROL);
      }
      field(reader, message, layer.keyInformation(), Part.KEY_INFORMATION);
      field(reader, message, layer.counter(), Part.MESSAGE_COUNTER);
      field(reader, message, layer.code(), Part.MESSAGE_CODE);
      field(reader, message, layer.length(), Part.MESSAGE_LENGTH);
      return reader.rest();
    }

    private void field(Reader reader, byte[] message, Optional<byte[]> value, Part part)
        throws ObstacleException {
      if (value.isPresent()) {
        next(reader, message, value.get().length, part);
      }
    }
  }
}
