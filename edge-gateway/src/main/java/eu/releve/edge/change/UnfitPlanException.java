package eu.releve.edge.change;

/** A gateway cannot read by a plan. */
public final class UnfitPlanException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public UnfitPlanException(Throwable cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
