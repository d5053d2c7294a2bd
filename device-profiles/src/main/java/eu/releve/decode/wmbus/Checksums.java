package eu.releve.decode.wmbus;

/** Whether a receiver hands telegrams on with the checksums of their blocks. */
public enum Checksums {
  /** It has checked them and taken them out; their bytes cannot be checked again. */
  STRIPPED,
  /** They are in the bytes, and are checked here. */
  KEPT
}
