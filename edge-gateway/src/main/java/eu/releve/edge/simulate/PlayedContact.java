package eu.releve.edge.simulate;

import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.LineEvents.LineEvent;
import eu.releve.edge.pulse.PulseIndex;
import eu.releve.profile.PulseRegister;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The contact of a meter: closed for 60 ms and open for 60 ms for each pulse that the truth has
 * more than before, with bounces. Its cable is cut while the meter is silent, and gives a storm
 * while it speaks nonsense.
 */
final class PlayedContact {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long HALF_NANOS = 60 * NANOS_PER_MILLI;
  private static final long DUE_NANOS = 50 * NANOS_PER_MILLI;

  /** Bounces end before this: all edges of a look lie before it. */
  private static final long BOUNCE_NANOS = 3 * NANOS_PER_MILLI;

  private static final int BOUNCES_MAX = 3;
  private static final int STORM_EDGES = 60;

  private final PlayedMeter played;
  private final PulseRegister register;
  private final int offset;
  private final Random chance;
  private final List<LineEvent> edges = new ArrayList<>();
  private PulseIndex index;
  private BigDecimal skipped = BigDecimal.ZERO;
  private long sequence;
  private boolean closed;
  private long movedNanos;
  private long askedNanos;

  PlayedContact(PlayedMeter played, PulseRegister register, int offset) {
    this.played = played;
    this.register = register;
    this.offset = offset;
    this.chance = new Random(offset);
    this.index = PulseIndex.beginning(register);
  }

  /**
   * Somebody listens from now on: what was before is missed, and edges are numbered from 1. How far
   * it has counted is written down, so that the record tells since when somebody listens.
   */
  void begin(long nanos) throws IOException {
    sequence = 0;
    closed = false;
    movedNanos = nanos;
    skip();
    write();
  }

  private void write() throws IOException {
    played.record(Map.of(register.name(), index.value().orElse(0L)), played.now());
  }

  private void skip() {
    skipped = pulses(played.now()).subtract(BigDecimal.valueOf(index.pulses()));
  }

  /** The edges since the last look, written down before they are returned. */
  List<LineEvent> look(long nanos) throws IOException {
    edges.clear();
    switch (played.fault().kind()) {
      case SILENT -> skip();
      case NONSENSE -> storm(nanos);
      case NONE, SLOW -> move(nanos);
    }
    return List.copyOf(edges);
  }

  private void storm(long nanos) {
    for (int i = STORM_EDGES; i > 0; i--) {
      edge(chance.nextBoolean(), nanos - i * 10_000L);
    }
    closed = false;
    movedNanos = nanos;
    skip();
  }

  private void move(long nanos) throws IOException {
    if (nanos - movedNanos < HALF_NANOS + BOUNCE_NANOS) {
      return;
    }
    if (closed) {
      turn(false, nanos);
      index = index.counted();
      write();
    } else if (nanos - askedNanos >= DUE_NANOS) {
      askedNanos = nanos;
      BigDecimal due = pulses(played.now()).subtract(skipped);
      if (due.compareTo(BigDecimal.valueOf(index.pulses() + 1)) >= 0) {
        turn(true, nanos);
      }
    }
  }

  private void turn(boolean now, long nanos) {
    long at = nanos - BOUNCE_NANOS;
    edge(now, at);
    for (int i = chance.nextInt(BOUNCES_MAX + 1); i > 0; i--) {
      at += 100_000 + chance.nextInt(200_000);
      edge(!now, at);
      at += 100_000 + chance.nextInt(200_000);
      edge(now, at);
    }
    closed = now;
    movedNanos = nanos;
  }

  private void edge(boolean to, long nanos) {
    sequence++;
    edges.add(new LineEvent(offset, new Edge(to, nanos, sequence)));
  }

  /** How many pulses the truth is. */
  private BigDecimal pulses(Instant now) {
    BigDecimal steps = played.valuesAt(now).of(register.name());
    return steps
        .multiply(BigDecimal.valueOf(register.pulses()))
        .divide(
            register.amount().multiply(register.unit().stepsOf(register.name().quantity())),
            3,
            RoundingMode.DOWN);
  }
}
