package eu.releve.edge.command;

import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;

/** Tells what a scan does and finds, as it does: findings on one stream, the rest on the other. */
abstract class ScanWords {
  /** Progress is told in steps of a twentieth. */
  private static final double STEP = 0.05;

  private final Messages messages;
  private final PrintWriter notes;
  private int meters;
  private int look;
  private double next;

  /** Words for one scan. */
  ScanWords(Messages messages, PrintWriter notes) {
    this.messages = messages;
    this.notes = notes;
  }

  /** How many meters have been told. */
  final int meters() {
    return meters;
  }

  /** A meter is told. */
  final void meterTold() {
    meters++;
  }

  final void note(String key, Object... arguments) {
    notes.println(messages.text(key, arguments));
    notes.flush();
  }

  /** Another walk over the addresses begins, at look 1. */
  final void pass() {
    look = 0;
  }

  /**
   * How far it is.
   *
   * @param nowLook from 1.
   * @param share of this look, 0 to 1.
   */
  final void progress(int nowLook, double share) {
    if (nowLook != look) {
      look = nowLook;
      next = 0;
    }
    if (share >= next) {
      note(
          "scan.progress",
          Integer.toString(look),
          Math.round(100 * share),
          Integer.toString(meters));
      next = (Math.floor(share / STEP) + 1) * STEP;
    }
  }

  /** What is only sure at the end, and the sum. */
  abstract void end();
}
