package eu.releve.edge.simulate.line;

import eu.releve.edge.serial.LineSettings;
import java.util.List;

/** A device on the line that speaks only when it is spoken to. */
public interface Station {
  /** How its own port is set; at another speed than the master's it hears noise. */
  LineSettings settings();

  /**
   * The master has spoken.
   *
   * @param bytes what this device made of it: characters without a gap, damaged ones left out; not
   *     to be changed.
   * @return what it says to that, one after the other; empty for silence.
   */
  List<Speech> hears(byte[] bytes);
}
