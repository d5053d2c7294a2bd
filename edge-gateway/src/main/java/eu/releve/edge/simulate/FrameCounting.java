package eu.releve.edge.simulate;

/** How a slave remembers the frame count bit that it saw last; meters differ in it. */
public enum FrameCounting {
  /**
   * One memory for the primary address and one for 253, cleared by a selection, as EN 13757-2 and
   * 13757-7 want it; what is sent to the meter is counted too.
   */
  EACH_ADDRESS,
  /**
   * One memory for all addresses, which only SND_NKE clears, for requests alone (ABB A43/A44 User
   * Manual, 2CMC48001M0201 revision C, page 183).
   */
  ONE_FOR_ALL
}
