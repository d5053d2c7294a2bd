package eu.releve.edge.clock;

import eu.releve.wire.ClockTrust;
import java.util.Optional;

/** Decides whether the wall clock may date readings, from everything that the machine says. */
final class Vouching {
  private Vouching() {}

  /**
   * The kernel comes first: it knows of a clock that was set by hand, and of a time service that
   * has been silent for hours, when files from better times still lie about. What it does not know
   * is a chrony that was not told to tell it ({@code rtcsync}): that one must have been seen to
   * write its drift lately. Where the kernel does not answer, that or the mark has to do. While a
   * leap second is inserted each instant comes twice, and nobody vouches for either.
   *
   * @param kernel its answer, empty where it gave none.
   * @param chrony whether it was seen to write its drift file lately.
   * @param timesyncd whether systemd-timesyncd has left its mark in this boot.
   */
  static ClockTrust of(Optional<KernelTime> kernel, boolean chrony, boolean timesyncd) {
    boolean isVouchedFor =
        kernel.isPresent()
            ? switch (kernel.get().state()) {
              case IN_PROGRESS -> false;
              case NONE, TO_INSERT, TO_DELETE, OCCURRED, ERROR ->
                  kernel.get().isSynchronised() || chrony;
            }
            : timesyncd || chrony;
    return isVouchedFor ? ClockTrust.SYNCHRONISED : ClockTrust.UNKNOWN;
  }
}
