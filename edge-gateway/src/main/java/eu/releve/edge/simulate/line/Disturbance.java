package eu.releve.edge.simulate.line;

import static eu.releve.measure.Require.require;

/**
 * What is wrong with a line.
 *
 * @param flips the share of bits that arrive inverted, at each receiver by itself: 0 to 0.01; an
 *     idle line then makes characters of its own.
 * @param lost the share of answers that never come, 0 to 1.
 * @param late the share of answers that come 50 to 500 ms late, 0 to 1.
 * @param echoes whether the master's converter gives back what it sends.
 * @param dropsDamaged whether the master's driver leaves out characters with a wrong parity or stop
 *     bit and counts them, as many do; otherwise they are passed on.
 * @param shared whether devices hear each other and the master hears nothing while it sends, as on
 *     RS-485; on M-Bus the two directions are apart.
 */
public record Disturbance(
    double flips, double lost, double late, boolean echoes, boolean dropsDamaged, boolean shared) {
  /** A perfect M-Bus. */
  public static final Disturbance NONE = new Disturbance(0, 0, 0, false, false, false);

  public Disturbance {
    require(0 <= flips && flips <= 0.01, "share of flipped bits %s is not in 0..0.01", flips);
    require(0 <= lost && lost <= 1, "share of lost answers %s is not in 0..1", lost);
    require(0 <= late && late <= 1, "share of late answers %s is not in 0..1", late);
  }

  /** The same with that share of flipped bits. */
  public Disturbance flipping(double share) {
    return new Disturbance(share, lost, late, echoes, dropsDamaged, shared);
  }

  /** The same with those shares of lost and late answers. */
  public Disturbance losing(double lostShare, double lateShare) {
    return new Disturbance(flips, lostShare, lateShare, echoes, dropsDamaged, shared);
  }

  /** The same with an echo. */
  public Disturbance echoing() {
    return new Disturbance(flips, lost, late, true, dropsDamaged, shared);
  }

  /** The same with a driver that leaves damaged characters out. */
  public Disturbance droppingDamaged() {
    return new Disturbance(flips, lost, late, echoes, true, shared);
  }

  /** The same on RS-485. */
  public Disturbance onOnePair() {
    return new Disturbance(flips, lost, late, echoes, dropsDamaged, true);
  }
}
