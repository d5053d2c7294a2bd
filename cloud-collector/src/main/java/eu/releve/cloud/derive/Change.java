package eu.releve.cloud.derive;

/** What a counter has done from one of its readings to a later one, as far as these two tell. */
sealed interface Change {
  /**
   * It has counted on.
   *
   * @param steps not negative.
   */
  record Rise(long steps) implements Change {}

  /**
   * It has passed the end of its digits and begun at zero again.
   *
   * @param steps how far it has counted, over the end.
   */
  record Rollover(long steps) implements Change {}

  /**
   * It has begun anew: nobody knows how far it had counted before.
   *
   * @param steps what it shows since, a lower bound.
   */
  record Restart(long steps) implements Change {}

  /** It went back by too little for a restart: the later reading is not believed. */
  record Dip() implements Change {}

  /** It rose faster than it can: the later reading is not believed. */
  record Spike() implements Change {}
}
