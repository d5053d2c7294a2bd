package eu.releve.wire;

/** What a batch carries. */
public sealed interface Body permits Readings, Catalogue, Facts {
  /** What the envelope calls it. */
  default BatchKind kind() {
    return switch (this) {
      case Readings readings -> BatchKind.READINGS;
      case Catalogue catalogue -> BatchKind.CATALOGUE;
      case Facts facts -> BatchKind.FACT;
    };
  }
}
