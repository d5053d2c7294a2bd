package eu.releve.edge.search;

import eu.releve.edge.link.MbusMask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks every primary address from 0 to 250; who is silent to the greeting is asked for data in a
 * second look, for meters exist that do not acknowledge.
 */
public final class PrimarySearch {
  private static final int ADDRESS_MAX = 250;
  private static final int TRIES_MAX = 4;
  private static final int GARBLED_MIN = 2;
  private static final int HEARD_MIN = 3;

  /** One may be the late one of whoever was greeted before. */
  private static final int ACKNOWLEDGED_MIN = 2;

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
    int acknowledged = 0;
    int heard = 0;
    if (greeted) {
      switch (asker.ask(new Probe.Greet(address))) {
        case Answer.Silence silence -> {
          return;
        }
        case Answer.Acknowledged one -> acknowledged++;
        // Several, or noise: reading shows which.
        case Answer.Garbled several -> heard++;
        case Answer.Said other -> heard++;
      }
    }
    String place = "primary " + address;
    Finding.Meter part = null;
    int garbled = 0;
    for (int i = 0; i < TRIES_MAX; i++) {
      if (i > 0) {
        // Back to its first telegram.
        Answer again = asker.ask(new Probe.Greet(address));
        acknowledged += again instanceof Answer.Acknowledged ? 1 : 0;
        heard += again instanceof Answer.Silence ? 0 : 1;
      }
      switch (reading.read(address)) {
        case Reading.Outcome.Read read -> {
          byte[] first = read.frames().getFirst();
          // Another address is a late answer: asked again.
          if ((first[5] & 0xFF) == address) {
            part = new Finding.Meter(place, MbusMask.of(first), read.frames(), read.whole());
            if (read.whole()) {
              found(address, part);
              return;
            }
          }
        }
        case Reading.Outcome.Garbled several -> garbled++;
        case Reading.Outcome.Silence silence -> {
          if (!greeted && garbled == 0 && part == null) {
            return;
          }
        }
      }
    }
    boolean greets = acknowledged >= ACKNOWLEDGED_MIN;
    boolean somebody = greets || heard >= HEARD_MIN;
    boolean several = garbled >= (somebody ? GARBLED_MIN : TRIES_MAX);
    nothingWhole(place, part, greets, several).ifPresent(finding -> found(address, finding));
  }

  /** Noise makes neither a meter nor a collision: who does not acknowledge must always be heard. */
  private static Optional<Finding> nothingWhole(
      String place, Finding.@Nullable Meter part, boolean acknowledged, boolean several) {
    if (part != null) {
      return Optional.of(part);
    }
    if (several) {
      return Optional.of(new Finding.Several(place));
    }
    return acknowledged ? Optional.of(new Finding.Mute(place)) : Optional.empty();
  }

  private void found(int address, Finding finding) {
    answered.set(address);
    findings.add(finding);
    listener.found(finding);
  }
}
