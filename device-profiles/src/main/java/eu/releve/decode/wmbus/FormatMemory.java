package eu.releve.decode.wmbus;

import java.util.Optional;

/** Remembers the record heads of full frames, by which compact frames are read. */
public interface FormatMemory {
  /**
   * The heads whose checksum that is.
   *
   * @param signature 0 to 65,535.
   */
  Optional<byte[]> heads(int signature);

  /**
   * Keeps the heads of a frame.
   *
   * @param signature their checksum, 0 to 65,535.
   * @param heads data and value information of all records, one behind the other.
   */
  void learn(int signature, byte[] heads);
}
