package eu.releve.edge.search;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.MbusMask;

/** One request of a search; its text is the same in every run, and read again by a resumed one. */
public sealed interface Probe {
  /**
   * SND_NKE: is anybody at this address?
   *
   * @param address 0 to 250; 253 greets and deselects whoever is selected; 255 everybody, and
   *     nobody answers.
   */
  record Greet(int address) implements Probe {
    /** To everybody. */
    public static final Greet ALL = new Greet(255);

    /** To whoever is selected. */
    public static final Greet SELECTED = new Greet(253);

    public Greet {
      require(
          (0 <= address && address <= 250) || address == 253 || address == 255,
          "address %d is not in 0..250",
          address);
    }

    @Override
    public String toString() {
      return "greet " + address;
    }
  }

  /** Whoever fits is selected; all others are deselected. */
  record Select(MbusMask mask) implements Probe {
    @Override
    public String toString() {
      return "select " + mask;
    }
  }

  /**
   * REQ_UD2: who is there sends a telegram.
   *
   * @param address 0 to 250, or 253 for whoever is selected.
   * @param frameCountBit turned to get the next telegram.
   */
  record Read(int address, boolean frameCountBit) implements Probe {
    @Override
    public String toString() {
      return "read " + address + (frameCountBit ? " 1" : " 0");
    }
  }
}
