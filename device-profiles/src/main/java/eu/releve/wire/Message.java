package eu.releve.wire;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A protobuf message while it is written; fields that are zero or empty are left out. */
final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  private interface Writing {
    void run() throws IOException;
  }

  Message unsigned(int field, long number) {
    return number == 0 ? this : write(() -> out.writeUInt64(field, number));
  }

  Message signed(int field, long number) {
    return number == 0 ? this : write(() -> out.writeSInt64(field, number));
  }

  Message text(int field, String text) {
    return text.isEmpty() ? this : write(() -> out.writeString(field, text));
  }

  Message bytes(int field, byte[] value) {
    return value.length == 0 ? this : write(() -> out.writeByteArray(field, value));
  }

  /** A message stands even when it is empty. */
  Message message(int field, Message value) {
    return write(() -> out.writeByteArray(field, value.toBytes()));
  }

  byte[] toBytes() {
    write(out::flush);
    return bytes.toByteArray();
  }

  private Message write(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory refuses a write", impossible);
    }
  }
}
