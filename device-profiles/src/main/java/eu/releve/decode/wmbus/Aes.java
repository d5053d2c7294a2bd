package eu.releve.decode.wmbus;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** AES-128 as meters use it: CBC, CTR, and the CMAC of RFC 4493 made of CBC. */
final class Aes {
  static final int BLOCK = 16;

  private static final byte[] ZEROS = new byte[BLOCK];
  private static final int REDUCTION = 0x87;

  private Aes() {}

  /** Whole blocks, chained from that initial vector. */
  static byte[] decryptCbc(Key key, byte[] initial, byte[] cipherText) {
    return run("AES/CBC/NoPadding", Cipher.DECRYPT_MODE, key, initial, cipherText);
  }

  /** Whole blocks, chained from that initial vector. */
  static byte[] encryptCbc(Key key, byte[] initial, byte[] plain) {
    return run("AES/CBC/NoPadding", Cipher.ENCRYPT_MODE, key, initial, plain);
  }

  /** Any number of bytes; encrypting and decrypting are the same. */
  static byte[] ctr(Key key, byte[] counter, byte[] text) {
    return run("AES/CTR/NoPadding", Cipher.DECRYPT_MODE, key, counter, text);
  }

  /** All 16 bytes of the message authentication code (RFC 4493). */
  static byte[] cmac(Key key, byte[] message) {
    byte[] sub = doubled(encryptCbc(key, ZEROS, ZEROS));
    int blocks = Math.max(1, (message.length + BLOCK - 1) / BLOCK);
    byte[] padded = Arrays.copyOf(message, blocks * BLOCK);
    if (message.length < padded.length) {
      padded[message.length] = (byte) 0x80;
      sub = doubled(sub);
    }
    for (int i = 0; i < BLOCK; i++) {
      padded[padded.length - BLOCK + i] ^= sub[i];
    }
    byte[] chained = encryptCbc(key, ZEROS, padded);
    return Arrays.copyOfRange(chained, chained.length - BLOCK, chained.length);
  }

  /** Multiplied by x in the field of the norm. */
  private static byte[] doubled(byte[] value) {
    byte[] result = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int next = i + 1 < BLOCK ? value[i + 1] & 0xFF : 0;
      result[i] = (byte) ((value[i] << 1) | (next >> 7));
    }
    if (value[0] < 0) {
      result[BLOCK - 1] ^= (byte) REDUCTION;
    }
    return result;
  }

  private static byte[] run(String transformation, int mode, Key key, byte[] initial, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(transformation);
      cipher.init(mode, key.aes(), new IvParameterSpec(initial));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no " + transformation, impossible);
    }
  }
}
