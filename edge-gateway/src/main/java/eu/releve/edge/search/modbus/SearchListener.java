package eu.releve.edge.search.modbus;

/** Is told what a search does, as it does it. */
public interface SearchListener {
  /** Wants to know nothing. */
  SearchListener NONE =
      new SearchListener() {
        @Override
        public void found(Finding finding) {}

        @Override
        public void again(int unit, int first) {}

        @Override
        public void everywhere(int unit) {}

        @Override
        public void progress(int look, double share) {}
      };

  /** Each thing once, when it is found. */
  void found(Finding finding);

  /**
   * A device that was found before answers at another address too.
   *
   * @param first where it was found.
   */
  void again(int unit, int first);

  /** It answers at whatever address it is asked: only that one is looked at. */
  void everywhere(int unit);

  /**
   * How far it is.
   *
   * @param look 1 for the first pass over the addresses.
   * @param share of that pass that is done, 0 to 1, never falling within it.
   */
  void progress(int look, double share);
}
