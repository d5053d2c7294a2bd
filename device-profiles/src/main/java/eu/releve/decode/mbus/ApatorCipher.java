package eu.releve.decode.mbus;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Apator NA-1: access number, one byte, and a block of AES-128 in CBC mode whose initial vector is
 * that of the norm's mode 5. A first byte of 2F and a high byte of 0 tell a right key from a wrong
 * one but for one in 65,536.
 */
final class ApatorCipher {
  private static final int BLOCK = 16;
  private static final int HEADER = 2;
  private static final int MARK = 0x2F;

  private ApatorCipher() {}

  /** The total; nothing where the key does not open the block. */
  static Optional<List<DataRecord>> records(byte[] data, MeterIdentity meter, byte[] key) {
    if (data.length != HEADER + BLOCK || key.length != BLOCK) {
      return Optional.empty();
    }
    byte[] vector = Arrays.copyOf(meter.linkAddress(), BLOCK);
    Arrays.fill(vector, 8, BLOCK, data[0]);
    byte[] plain = decrypted(data, key, vector);
    if (plain[0] != MARK || plain[4] != 0) {
      return Optional.empty();
    }
    long litres = (plain[1] & 0x0F) | (plain[2] & 0xFF) << 4 | (plain[3] & 0xFF) << 12;
    MbusValue value = new MbusValue.Exact(MakerLayouts.LITRES.value(litres));
    return new MakerRecords(plain, HEADER).add(1, 4, MakerLayouts.LITRES, 0, value).all();
  }

  private static byte[] decrypted(byte[] data, byte[] key, byte[] vector) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
      return cipher.doFinal(data, HEADER, BLOCK);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every Java has AES in CBC mode", absent);
    }
  }
}
