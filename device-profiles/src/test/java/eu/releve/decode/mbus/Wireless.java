package eu.releve.decode.mbus;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Takes link layers and mode 5 off telegrams that came by radio; learns layouts of full frames. */
final class Wireless {
  private static final int BLOCK = 16;

  private final Map<Integer, String> layouts = new HashMap<>();

  /** A layout that is known without its full frame: heads of records in hex. */
  void know(String... heads) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String head : heads) {
      all.writeBytes(HexFormat.of().parseHex(head));
    }
    layouts.put(crc(all.toByteArray()), String.join(" ", heads));
  }

  /** Without link-layer checksums: L, C, manufacturer, identification, version, medium, CI. */
  MbusAnswer answer(byte[] bytes, String key) {
    MeterIdentity link = identity(bytes);
    int at = 10;
    if ((bytes[at] & 0xFF) == 0x8C) {
      at += 3;
    } else if ((bytes[at] & 0xFF) == 0x8D) {
      at += 9;
    }
    if ((bytes[at] & 0xFF) == 0x90) {
      at += 2 + (bytes[at + 1] & 0xFF);
    }
    int information = bytes[at] & 0xFF;
    byte[] data = Arrays.copyOfRange(bytes, at + 1, bytes.length);
    if (information == 0x79) {
      information = 0x78;
      data = inFull(data);
    } else if (isKey(key)) {
      data = decrypted(information, data, bytes, key);
    }
    MbusAnswer answer =
        MbusDecoder.application(
            information,
            data,
            Optional.of(link),
            isKey(key) ? Optional.of(HexFormat.of().parseHex(key)) : Optional.empty());
    if (information == 0x78 && answer instanceof Telegram telegram) {
      know(telegram.records().stream().map(telegram::head).toArray(String[]::new));
    }
    return answer;
  }

  private static boolean isKey(String key) {
    return key.matches("[0-9A-Fa-f]{32}");
  }

  private static MeterIdentity identity(byte[] bytes) {
    byte[] swapped = new byte[8];
    System.arraycopy(bytes, 4, swapped, 0, 4);
    System.arraycopy(bytes, 2, swapped, 4, 2);
    swapped[6] = bytes[8];
    swapped[7] = bytes[9];
    try {
      return MeterIdentity.read(new Bytes(swapped, false));
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The data of a compact frame with the heads that its signature stands for. */
  private byte[] inFull(byte[] compact) {
    int signature = (compact[0] & 0xFF) | (compact[1] & 0xFF) << 8;
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    int at = 4;
    for (String head : layouts.getOrDefault(signature, "").split(" ", -1)) {
      byte[] bytes = HexFormat.of().parseHex(head);
      full.writeBytes(bytes);
      int length = bytes.length == 0 ? 0 : new int[] {0, 1, 2, 3, 4, 4, 6, 8}[bytes[0] & 0x07];
      full.write(compact, at, length);
      at += length;
    }
    return full.toByteArray();
  }

  private static byte[] decrypted(int information, byte[] data, byte[] bytes, String key) {
    int header = information == 0x7A ? 4 : information == 0x72 ? 12 : 0;
    if (header == 0 || (data[header - 1] & 0x1F) != 5) {
      return data;
    }
    byte[] iv = new byte[BLOCK];
    if (information == 0x7A) {
      System.arraycopy(bytes, 2, iv, 0, 8);
    } else {
      System.arraycopy(data, 4, iv, 0, 2);
      System.arraycopy(data, 0, iv, 2, 4);
      System.arraycopy(data, 6, iv, 6, 2);
    }
    Arrays.fill(iv, 8, BLOCK, data[header - 4]);
    int length = BLOCK * (data[header - 2] >> 4 & 0x0F);
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(HexFormat.of().parseHex(key), "AES"),
          new IvParameterSpec(iv));
      byte[] plain = data.clone();
      cipher.doFinal(data, header, length, plain, header);
      return plain;
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static int crc(byte[] bytes) {
    int crc = 0;
    for (byte one : bytes) {
      crc ^= (one & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x3D65 : crc << 1;
      }
      crc &= 0xFFFF;
    }
    return crc ^ 0xFFFF;
  }
}
