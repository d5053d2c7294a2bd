package eu.releve.edge.radio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What serial receivers have in common: messages that begin with a mark and say how long they are.
 * Where one turns out to be none, the search goes on one byte behind its beginning.
 */
abstract sealed class FrameStream implements TelegramStream permits Im871aFrames, Amb8465Frames {
  /** More than two of the longest messages. */
  private static final int BYTES_MAX = 1_024;

  private byte[] held = new byte[0];
  private long discarded;

  /** What the bytes from their first on are. */
  sealed interface Shape {
    /** Perhaps the beginning of a message. */
    record Wanting() implements Shape {}

    /** No beginning of a message. */
    record None() implements Shape {}

    /** A message of that length, with a telegram or without. */
    record Message(int length, Optional<Received> telegram) implements Shape {}
  }

  /** What the bytes, at least one, begin with. */
  abstract Shape shape(byte[] bytes);

  @Override
  public final List<Received> feed(byte[] bytes, int count) {
    byte[] all = Arrays.copyOf(held, held.length + count);
    System.arraycopy(bytes, 0, all, held.length, count);
    return cut(all, false);
  }

  /** A receiver sends a message in one go: what still wants bytes now is no beginning of one. */
  @Override
  public final List<Received> paused() {
    return cut(held, true);
  }

  private List<Received> cut(byte[] all, boolean isEnd) {
    List<Received> telegrams = new ArrayList<>();
    int at = 0;
    boolean wanting = false;
    while (at < all.length && !wanting) {
      byte[] rest = Arrays.copyOfRange(all, at, all.length);
      switch (shape(rest)) {
        case Shape.Wanting more when !isEnd -> wanting = true;
        case Shape.Wanting none -> at += discard();
        case Shape.None none -> at += discard();
        case Shape.Message message -> {
          message.telegram().ifPresent(telegrams::add);
          at += message.length();
        }
      }
    }
    int kept = Math.min(BYTES_MAX, all.length - at);
    held = Arrays.copyOfRange(all, all.length - kept, all.length);
    return telegrams;
  }

  private int discard() {
    discarded++;
    return 1;
  }

  @Override
  public final long discarded() {
    return discarded;
  }
}
