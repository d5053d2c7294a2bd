package eu.releve.edge.port;

import eu.releve.decode.p1.P1Decoder;
import eu.releve.decode.p1.SealedTelegram;
import java.util.Optional;

/** Telegrams of a P1 port, in clear from {@code /} to the line of {@code !}, or encrypted. */
final class P1Stream extends PortStream {
  private static final byte CLEAR = '/';
  private static final byte SEALED = (byte) 0xDB;

  private boolean sealed;
  private boolean ending;

  @Override
  void take(byte next) {
    if (size() == 0 || (!sealed && next == CLEAR)) {
      begin(next);
    } else if (sealed) {
      keep(next);
      sealedMayEnd();
    } else {
      keep(next);
      ending |= next == '!';
      if ((ending && next == '\n') || size() > P1Decoder.BYTES_MAX) {
        end();
      }
    }
  }

  private void begin(byte next) {
    end();
    sealed = next == SEALED;
    ending = false;
    if (sealed || next == CLEAR) {
      keep(next);
    } else {
      discard();
    }
  }

  private void sealedMayEnd() {
    byte[] held = held();
    Optional<Integer> length = SealedTelegram.lengthOf(held, held.length);
    if (length.isPresent() && length.get() == 0) {
      discardHeld();
    } else if (length.isPresent() && length.get() <= held.length) {
      end();
    }
  }
}
