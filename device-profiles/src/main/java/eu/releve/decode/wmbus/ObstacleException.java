package eu.releve.decode.wmbus;

/** A telegram cannot be opened; never leaves the package. */
final class ObstacleException extends Exception {
  private static final long serialVersionUID = 1;

  private final Obstacle obstacle;
  private final String detail;

  ObstacleException(Obstacle obstacle, String detail) {
    super(detail, null, false, false);
    this.obstacle = obstacle;
    this.detail = detail;
  }

  Opening.Refused refused() {
    return new Opening.Refused(obstacle, detail);
  }
}
