package eu.releve.edge.bench;

import java.io.IOException;

/** A JVM that does nothing, as the yardstick of one that does. */
final class Idle {
  private Idle() {}

  /** Says that it runs and waits for its stdin to end. */
  public static void main(String[] arguments) throws IOException {
    System.out.println("ready idle");
    System.in.readAllBytes();
  }
}
