package eu.releve.edge.simulate.line;

import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.SerialLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A wire with devices on it and one master, on virtual time that passes only when the master sends,
 * waits or pauses; the same seed makes the same accidents.
 *
 * <p>Levels are computed bit by bit: what two devices say together, and what one hears at another's
 * speed, is what a UART makes of it. Not for several threads.
 */
public final class LineModel {
  private static final long LATE_MILLIS_MIN = 50;
  private static final long LATE_MILLIS_MAX = 500;

  private final Disturbance disturbance;
  private final SplittableRandom random;
  private final List<Ear> ears = new ArrayList<>();
  private final List<Waveform> toMaster = new ArrayList<>();
  private long nowNanos;
  private boolean broken;

  /** A device with the flips at its own end of the wire, and until when it speaks. */
  private static final class Ear {
    private final Station station;
    private final Flips flips;
    private long speaksUntilNanos = Long.MIN_VALUE;

    Ear(Station station, Flips flips) {
      this.station = station;
      this.flips = flips;
    }
  }

  /** A wire without devices at time zero. */
  public LineModel(Disturbance disturbance, long seed) {
    this.disturbance = disturbance;
    this.random = new SplittableRandom(seed);
  }

  /** Connects a device. */
  public void attach(Station station) {
    ears.add(new Ear(station, new Flips(disturbance.flips(), random.split())));
  }

  /** How much time has passed on the wire. */
  public Duration elapsed() {
    return Duration.ofNanos(nowNanos);
  }

  /** Pulls the master's plug, or puts it back; an open line is dead for ever. */
  public void broken(boolean now) {
    broken = now;
  }

  /** The master's port, set so. */
  public SerialLine master(LineSettings settings) {
    return new Master(settings);
  }

  /** Opens the master's port again and again; refuses while the plug is pulled. */
  public LineOpener opener(LineSettings settings) {
    return new LineOpener() {
      @Override
      public SerialLine open() throws IOException {
        if (broken) {
          throw new IOException("the model's plug is pulled");
        }
        return master(settings);
      }

      @Override
      public boolean mayBeLateForEver() {
        return false;
      }

      @Override
      public String place() {
        return "model";
      }
    };
  }

  private final class Master implements SerialLine {
    private final LineSettings settings;
    private final Flips flips = new Flips(disturbance.flips(), random.split());
    private final Receiver receiver;
    private final ArrayDeque<Integer> arrived = new ArrayDeque<>();
    private long heardUntilNanos = nowNanos;
    private long damaged;
    private boolean dead;

    Master(LineSettings settings) {
      this.settings = settings;
      this.receiver = new Receiver(settings, flips);
    }

    @Override
    public LineSettings settings() {
      return settings;
    }

    @Override
    public void send(byte[] bytes) throws IOException {
      check();
      listenUntil(nowNanos);
      Waveform burst = new Waveform(nowNanos, bytes, settings, 0);
      long end = burst.endNanos();
      if (disturbance.echoes()) {
        toMaster.add(burst);
      }
      for (Ear ear : ears) {
        if (ear.speaksUntilNanos <= burst.startNanos()) {
          speak(ear, ear.station.hears(heard(ear, bytes, burst)), end);
        }
      }
      nowNanos = end;
      if (disturbance.shared() && !disturbance.echoes()) {
        heardUntilNanos = Math.max(heardUntilNanos, end);
      }
    }

    /** What a device makes of the master's words; exact where nothing disturbs. */
    private byte[] heard(Ear ear, byte[] bytes, Waveform burst) {
      LineSettings own = ear.station.settings();
      List<Waveform> waves = new ArrayList<>();
      waves.add(burst);
      if (disturbance.shared()) {
        toMaster.stream().filter(wave -> wave != burst).forEach(waves::add);
      }
      long bits = (long) bytes.length * settings.bitsPerCharacter();
      if (own.equals(settings) && waves.size() == 1 && ear.flips.spare(bits)) {
        return bytes;
      }
      Receiver at = new Receiver(own, ear.flips);
      List<Integer> values = new ArrayList<>();
      Optional<Receiver.Received> next = at.next(waves, burst.startNanos(), burst.endNanos());
      while (next.isPresent()) {
        if (next.get().sound()) {
          values.add(next.get().value());
        }
        next = at.next(waves, next.get().nextNanos(), burst.endNanos());
      }
      byte[] made = new byte[values.size()];
      for (int i = 0; i < made.length; i++) {
        made[i] = values.get(i).byteValue();
      }
      return made;
    }

    private void speak(Ear ear, List<Speech> speeches, long requestEndNanos) {
      for (Speech speech : speeches) {
        if (random.nextDouble() < disturbance.lost()) {
          continue;
        }
        long start = requestEndNanos + speech.delay().toNanos();
        if (random.nextDouble() < disturbance.late()) {
          start += random.nextLong(LATE_MILLIS_MIN, LATE_MILLIS_MAX + 1) * 1_000_000;
        }
        start = Math.max(start, ear.speaksUntilNanos);
        Waveform wave =
            new Waveform(start, speech.bytes(), ear.station.settings(), speech.gapBits());
        // In its last stop bit a device can hear again.
        ear.speaksUntilNanos = wave.endNanos() - ear.station.settings().bits(1).toNanos();
        toMaster.add(wave);
      }
    }

    @Override
    public int receive(byte[] into, int offset, int length, Duration wait) throws IOException {
      check();
      listenUntil(nowNanos);
      long deadline = nowNanos + wait.toNanos();
      while (arrived.isEmpty() && nowNanos < deadline) {
        Optional<Receiver.Received> next = receiver.next(toMaster, heardUntilNanos, deadline);
        long until = next.map(Receiver.Received::endNanos).orElse(deadline);
        idle(next.map(Receiver.Received::startNanos).orElse(deadline) - nowNanos);
        if (until > deadline) {
          nowNanos = deadline;
          // Begun but not complete: it is looked for again from where it began.
          break;
        }
        nowNanos = until;
        heardUntilNanos = next.map(Receiver.Received::nextNanos).orElse(deadline);
        next.ifPresent(this::arrive);
        prune();
      }
      int read = 0;
      while (read < length && !arrived.isEmpty()) {
        into[offset + read++] = (byte) (int) arrived.remove();
      }
      return read;
    }

    /** Takes in what has come by then. */
    private void listenUntil(long nanos) {
      while (true) {
        Optional<Receiver.Received> next = receiver.next(toMaster, heardUntilNanos, nanos);
        if (next.isEmpty() || next.get().endNanos() > nanos) {
          prune();
          return;
        }
        heardUntilNanos = next.get().nextNanos();
        arrive(next.get());
      }
    }

    private void arrive(Receiver.Received character) {
      if (!character.sound()) {
        damaged++;
      }
      if (character.sound() || !disturbance.dropsDamaged()) {
        arrived.add(character.value());
      }
    }

    /** On an idle line an inverted bit looks like a start bit with nothing after it. */
    private void idle(long nanos) {
      long bits = nanos * settings.baud() / Waveform.NANOS_PER_SECOND;
      if (bits > 0 && flips.run(bits) < bits) {
        arrive(
            new Receiver.Received(
                0xFF, settings.parity() != LineSettings.Parity.EVEN, nowNanos, nowNanos, nowNanos));
      }
    }

    private void prune() {
      Iterator<Waveform> waves = toMaster.iterator();
      while (waves.hasNext()) {
        if (waves.next().endNanos() <= heardUntilNanos) {
          waves.remove();
        }
      }
    }

    @Override
    public void pause(Duration time) throws IOException {
      check();
      nowNanos += time.toNanos();
    }

    @Override
    public long nanos() {
      return nowNanos;
    }

    @Override
    public Duration latency() {
      return Duration.ZERO;
    }

    @Override
    public long damaged() {
      return damaged;
    }

    @Override
    public void close() {
      dead = true;
    }

    private void check() throws IOException {
      dead |= broken;
      if (dead) {
        throw new IOException("the line is closed");
      }
    }
  }
}
