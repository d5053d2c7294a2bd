package eu.releve.decode.wmbus;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.decode.wmbus.Opening.Refused;
import java.util.Arrays;
import java.util.Optional;

/**
 * Opens telegrams: extended link layer, authentication and fragmentation, security modes 5 and 7,
 * compact frames. It remembers fragments and formats, both bounded; one thread at a time.
 *
 * <p>A wrong key is found by the MAC in mode 7 (one of 2^64 passes), by the checksum inside the
 * encrypted extended link layer (one of 65,536), and in mode 5 by the two bytes {@code 2F2F} and by
 * the structure of the records: of 65,536 wrong keys one passes the first check, and the second
 * refuses most of what it lets through. Mode 5 does not authenticate: who can send can also damage
 * blocks behind the first one unseen where the receiver has stripped the link layer's checksums.
 */
public final class Wireless {
  private final Fragments fragments = new Fragments();
  private final FormatMemory formats;

  /** Opens telegrams with that memory of formats. */
  public Wireless(FormatMemory formats) {
    this.formats = formats;
  }

  /**
   * Whose data a telegram has, without opening it: as the long header says where it is not hidden,
   * else the extended link layer, else the link layer.
   */
  public static MeterIdentity meter(WirelessFrame frame) {
    byte[] link = frame.address();
    try {
      byte[] content = frame.content();
      byte[] address = link;
      if (ExtendedLink.begins(content[0] & 0xFF)) {
        address = ExtendedLink.address(link, content);
        content = ExtendedLink.plainContent(content).orElse(new byte[0]);
      }
      if (content.length > 0 && (content[0] & 0xFF) == Authentication.INFORMATION) {
        Reader reader = new Reader(content);
        reader.next("CI");
        boolean first = Authentication.read(reader).fragment() <= 1;
        content = first ? reader.rest() : new byte[0];
      }
      if (content.length > 0) {
        address = Transport.read(content, Optional.of(address)).address().orElse(address);
      }
      return LinkAddress.identity(address);
    } catch (ObstacleException cut) {
      return frame.sender();
    }
  }

  /**
   * The application layer of a radio telegram.
   *
   * @param key of the meter, where there is one.
   */
  public Opening open(WirelessFrame frame, Optional<Key> key) {
    try {
      refuseCommand(frame.control());
      byte[] content = frame.content();
      byte[] address = frame.address();
      boolean encrypted = false;
      if (ExtendedLink.begins(content[0] & 0xFF)) {
        ExtendedLink layer = ExtendedLink.read(address, content, key);
        content = layer.content();
        address = layer.address();
        encrypted = layer.encrypted();
      }
      Opening opening = message(content, Optional.of(address), key);
      return encrypted && opening instanceof Opened opened
          ? protectedBy(Protection.LINK_CTR, opened)
          : opening;
    } catch (ObstacleException obstacle) {
      return obstacle.refused();
    }
  }

  /** The application layer of a wired frame, which may be encrypted in the same modes. */
  public Opening open(MbusFrame.LongFrame frame, Optional<Key> key) {
    byte[] data = frame.data();
    byte[] message = new byte[data.length + 1];
    message[0] = (byte) frame.information();
    System.arraycopy(data, 0, message, 1, data.length);
    try {
      return message(message, Optional.empty(), key);
    } catch (ObstacleException obstacle) {
      return obstacle.refused();
    }
  }

  private static void refuseCommand(int control) throws ObstacleException {
    switch (control) {
      case 0x06, 0x40, 0x43, 0x53, 0x5A, 0x5B, 0x63, 0x73, 0x7A, 0x7B ->
          throw new ObstacleException(Obstacle.COMMAND, "control %02X".formatted(control));
      default -> {}
    }
  }

  private static Opened protectedBy(Protection outer, Opened opened) {
    return opened.protection() == Protection.NONE
        ? new Opened(opened.information(), opened.data(), opened.meter(), outer, opened.counter())
        : opened;
  }

  private Opening message(byte[] content, Optional<byte[]> link, Optional<Key> key)
      throws ObstacleException {
    if (content.length == 0) {
      throw new ObstacleException(Obstacle.NO_DATA, "nothing behind the link layer");
    }
    if ((content[0] & 0xFF) != Authentication.INFORMATION) {
      return transport(content, link, Optional.empty(), key);
    }
    Reader reader = new Reader(content);
    reader.next("CI");
    Authentication layer = Authentication.read(reader);
    byte[] rest = reader.rest();
    if (!layer.isFragment()) {
      return transport(rest, link, Optional.of(layer), key);
    }
    Optional<Fragments.Message> whole = fragments.add(link.orElse(new byte[0]), layer, rest);
    return whole.isPresent()
        ? transport(whole.get().content(), link, Optional.of(whole.get().layer()), key)
        : new Opening.Waiting();
  }

  private Opening transport(
      byte[] message, Optional<byte[]> link, Optional<Authentication> layer, Optional<Key> key)
      throws ObstacleException {
    if (message.length == 0) {
      throw new ObstacleException(Obstacle.NO_DATA, "nothing behind the authentication layer");
    }
    Transport transport = Transport.read(message, link);
    Optional<Long> counter = layer.flatMap(Authentication::count);
    Plain plain = new Decryption(transport, link.isPresent(), layer, key).plain(message);
    Opening opening = new Expansion(formats).full(transport, plain, link.isPresent(), counter);
    if (plain.protection() != Protection.NONE && opening instanceof Opened opened) {
      if (opened.answer() instanceof MbusAnswer.Refused refused && !refused.why().isMeters()) {
        return new Refused(Obstacle.STRUCTURE, refused.reason());
      }
    }
    return opening;
  }

  /**
   * Data without encryption.
   *
   * @param prefix what stands before them and is no data: the configuration extension.
   * @param data plain.
   * @param protection that was taken off.
   */
  record Plain(byte[] prefix, byte[] data, Protection protection) {
    static Plain of(byte[] data) {
      return new Plain(new byte[0], data, Protection.NONE);
    }

    byte[] joined() {
      byte[] all = Arrays.copyOf(prefix, prefix.length + data.length);
      System.arraycopy(data, 0, all, prefix.length, data.length);
      return all;
    }
  }
}
