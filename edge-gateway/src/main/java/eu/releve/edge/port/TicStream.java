package eu.releve.edge.port;

import eu.releve.decode.tic.TicDecoder;

/** Frames of a TIC, from STX to ETX, whether their bytes have a parity bit or not. */
final class TicStream extends PortStream {
  private static final int SEVEN_BITS = 0x7F;

  @Override
  void take(byte next) {
    int character = next & SEVEN_BITS;
    if (character == TicDecoder.STX) {
      end();
      keep(next);
    } else if (size() == 0) {
      discard();
    } else {
      keep(next);
      if (character == TicDecoder.ETX || size() > TicDecoder.BYTES_MAX) {
        end();
      }
    }
  }
}
