package eu.releve.edge.search;

import eu.releve.edge.link.MbusMask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Asks every primary address from 0 to 250; who is silent to the greeting is asked for data in a
 * second look, for meters exist that do not acknowledge.
 */
public final class PrimarySearch {
  private static final int ADDRESS_MAX = 250;
  private static final int TRIES_MAX = 3;

  private final Asker asker;
  private final Reading reading;
  private final SearchListener listener;
  private final List<Finding> findings = new ArrayList<>();
  private final BitSet answered = new BitSet();
  private final int looks;

  /**
   * A search that has asked nothing yet.
   *
   * @param looks 1 or more; the second and later ones ask only who was silent.
   */
  public PrimarySearch(Asker asker, SearchListener listener, int looks) {
    this.asker = asker;
    this.reading = new Reading(asker);
    this.listener = listener;
    this.looks = looks;
  }

  /**
   * Searches to the end.
   *
   * @return what was found, in the order of finding.
   * @throws IOException when the line is broken.
   * @throws InterruptedException when it is to stop.
   */
  public List<Finding> run() throws IOException, InterruptedException {
    for (int look = 1; look <= Math.min(looks, 2); look++) {
      for (int address = 0; address <= ADDRESS_MAX; address++) {
        listener.progress(look, address / (ADDRESS_MAX + 1.0));
        if (!answered.get(address)) {
          visit(address, look == 1);
        }
      }
      listener.progress(look, 1);
    }
    return List.copyOf(findings);
  }

  private void visit(int address, boolean greeted) throws IOException, InterruptedException {
    if (greeted && asker.ask(new Probe.Greet(address)) instanceof Answer.Silence) {
      return;
    }
    String place = "primary " + address;
    boolean garbled = false;
    for (int i = 0; i < TRIES_MAX; i++) {
      switch (reading.read(address)) {
        case Reading.Outcome.Read read -> {
          byte[] first = read.frames().getFirst();
          // Another address is a late answer: asked again.
          if ((first[5] & 0xFF) == address) {
            found(address, new Finding.Meter(place, MbusMask.of(first), read.frames()));
            return;
          }
        }
        case Reading.Outcome.Garbled several -> garbled = true;
        case Reading.Outcome.Silence silence -> {
          if (!greeted && !garbled) {
            return;
          }
        }
      }
    }
    found(address, garbled ? new Finding.Several(place) : new Finding.Mute(place));
  }

  private void found(int address, Finding finding) {
    answered.set(address);
    findings.add(finding);
    listener.found(finding);
  }
}
