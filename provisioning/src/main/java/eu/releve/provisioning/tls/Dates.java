package eu.releve.provisioning.tls;

/** Whether the dates of the certificate that the other end shows count; its chain always does. */
public enum Dates {
  /** They do: this end's clock is known to be right. */
  COUNT,
  /** They do not: nobody vouches for this end's clock, and a box must get back in all the same. */
  DO_NOT_COUNT
}
