package eu.releve.decode.wmbus;

import static eu.releve.measure.Require.require;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The way back: telegrams as meters make them, for what plays meters. */
public final class Sealing {
  private static final int SEND = 0x44;
  private static final int FILLER = 0x2F;
  private static final byte[] ZEROS = new byte[Aes.BLOCK];

  private Sealing() {}

  /**
   * A telegram with a short header in security mode 5.
   *
   * @param address of the link layer, 8 bytes: manufacturer, identification, version, medium.
   * @param access number of the telegram, 0 to 255.
   * @param records plain, at most 220 bytes.
   */
  public static WirelessFrame mode5(Key key, byte[] address, int access, byte[] records) {
    byte[] plain = padded(records);
    byte[] initial =
        ByteBuffer.allocate(Aes.BLOCK).put(address).putLong(0x0101010101010101L * access).array();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    header(content, access, plain.length, Transport.MODE_5);
    content.writeBytes(Aes.encryptCbc(key, initial, plain));
    return new WirelessFrame(SEND, address, content.toByteArray());
  }

  /**
   * A telegram with a short header in security mode 7, with its MAC.
   *
   * @param address of the link layer, 8 bytes.
   * @param counter of messages, never used twice with a key; 0 to 4,294,967,295.
   * @param records plain, at most 200 bytes.
   */
  public static WirelessFrame mode7(Key key, byte[] address, long counter, byte[] records) {
    byte[] plain = padded(records);
    byte[] count =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) counter).array();
    Key encryption = Authentication.derived(key, count, address, Authentication.Use.ENCRYPTION);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    header(message, (int) counter & 0xFF, plain.length, Transport.MODE_7);
    message.write(0x10);
    message.writeBytes(Aes.encryptCbc(encryption, ZEROS, plain));
    byte[] covered = ByteBuffer.allocate(5).put((byte) 0x25).put(count).array();
    Key authentication =
        Authentication.derived(key, count, address, Authentication.Use.AUTHENTICATION);
    ByteArrayOutputStream authenticated = new ByteArrayOutputStream();
    authenticated.writeBytes(covered);
    authenticated.writeBytes(message.toByteArray());
    byte[] code = Arrays.copyOf(Aes.cmac(authentication, authenticated.toByteArray()), 8);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {(byte) Authentication.INFORMATION, 0x0F, 0x00, 0x2C});
    content.writeBytes(covered);
    content.writeBytes(code);
    content.writeBytes(message.toByteArray());
    return new WirelessFrame(SEND, address, content.toByteArray());
  }

  /** A telegram with a short header and without encryption. */
  public static WirelessFrame plain(byte[] address, int access, byte[] records) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    header(content, access, 0, 0);
    content.writeBytes(records);
    return new WirelessFrame(SEND, address, content.toByteArray());
  }

  /** The telegram with the checksums of format A. */
  public static byte[] formatA(WirelessFrame frame) {
    byte[] plain = frame.stripped();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int from = 0; from < plain.length; ) {
      int to = Math.min(plain.length, from + (from == 0 ? WirelessFrame.HEAD : Aes.BLOCK));
      block(all, plain, from, to);
      from = to;
    }
    return all.toByteArray();
  }

  /** The telegram with the checksums of format B, which its length counts. */
  public static byte[] formatB(WirelessFrame frame) {
    byte[] plain = frame.stripped();
    int first = Math.min(plain.length, WirelessFrame.FIRST_OF_FORMAT_B - 2);
    int checksums = plain.length > first ? 4 : 2;
    plain[0] += (byte) checksums;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    block(all, plain, 0, first);
    if (plain.length > first) {
      block(all, plain, first, plain.length);
    }
    return all.toByteArray();
  }

  private static void block(ByteArrayOutputStream all, byte[] plain, int from, int to) {
    int sum = Crc16.of(plain, from, to);
    all.write(plain, from, to - from);
    all.write(sum >> 8);
    all.write(sum);
  }

  private static void header(ByteArrayOutputStream to, int access, int encrypted, int mode) {
    to.write(0x7A);
    to.write(access);
    to.write(0);
    to.write(encrypted);
    to.write(mode);
  }

  /** Two fillers before, as many behind as make whole blocks. */
  private static byte[] padded(byte[] records) {
    int size = (records.length + 2 + Aes.BLOCK - 1) / Aes.BLOCK * Aes.BLOCK;
    require(size <= 15 * Aes.BLOCK, "%d bytes of records do not fit", records.length);
    byte[] plain = new byte[size];
    Arrays.fill(plain, (byte) FILLER);
    System.arraycopy(records, 0, plain, 2, records.length);
    return plain;
  }
}
