package eu.releve.edge.link;

/** How often a meter may be asked for data: answering costs the battery of many. */
@FunctionalInterface
public interface Allowance {
  /** As often as one likes. */
  Allowance UNLIMITED = () -> true;

  /**
   * Takes one request from what is left, before it is sent.
   *
   * @return false when nothing is left: then it must not be sent.
   */
  boolean take();
}
