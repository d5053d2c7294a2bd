package eu.releve.wire;

/**
 * A batch whose bytes never change again.
 *
 * @param header what it says of itself.
 * @param bytes envelope and body as they are kept, published and digested.
 * @param digest of those bytes.
 */
public record SealedBatch(Header header, byte[] bytes, Digest digest) {}
