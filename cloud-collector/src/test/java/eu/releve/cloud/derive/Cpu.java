package eu.releve.cloud.derive;

/**
 * What something took.
 *
 * @param ownNanos CPU of this process, user and system.
 * @param databaseNanos that of PostgreSQL's back-ends.
 */
record Cpu(long ownNanos, long databaseNanos) {
  double seconds() {
    return (ownNanos + databaseNanos) / 1e9;
  }

  Cpu minus(Cpu before) {
    return new Cpu(ownNanos - before.ownNanos, databaseNanos - before.databaseNanos);
  }

  Cpu and(Cpu other) {
    return new Cpu(ownNanos + other.ownNanos, databaseNanos + other.databaseNanos);
  }
}
