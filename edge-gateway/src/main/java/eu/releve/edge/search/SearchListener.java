package eu.releve.edge.search;

/** Is told what a search does, as it does it. */
public interface SearchListener {
  /** Nobody listens. */
  SearchListener NONE =
      new SearchListener() {
        @Override
        public void found(Finding finding) {}

        @Override
        public void progress(int look, double share) {}
      };

  /** Each meter once, when it is found. */
  void found(Finding finding);

  /**
   * How far it is.
   *
   * @param look 1 for the first pass over the addresses.
   * @param share of that pass that is done, 0 to 1, never falling within it.
   */
  void progress(int look, double share);
}
