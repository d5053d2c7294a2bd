package eu.releve.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** The fields of a protobuf message, one after the other; fields of later versions are skipped. */
final class Fields {
  private final String what;
  private final CodedInputStream in;
  private int tag;

  Fields(String what, byte[] message) {
    this.what = what;
    this.in = CodedInputStream.newInstance(message);
  }

  private interface Reading<T> {
    T run() throws IOException;
  }

  /** Goes to the next field; 0 after the last. */
  int next() throws MalformedBatchException {
    tag = read(in::readTag);
    return WireFormat.getTagFieldNumber(tag);
  }

  long unsigned() throws MalformedBatchException {
    expect(WireFormat.WIRETYPE_VARINT);
    return read(in::readUInt64);
  }

  long signed() throws MalformedBatchException {
    expect(WireFormat.WIRETYPE_VARINT);
    return read(in::readSInt64);
  }

  String text() throws MalformedBatchException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return read(in::readStringRequireUtf8);
  }

  byte[] bytes() throws MalformedBatchException {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return read(in::readByteArray);
  }

  Fields message(String name) throws MalformedBatchException {
    return new Fields(name, bytes());
  }

  /** Leaves out a field that this version does not know; groups belong to no version. */
  void skip() throws MalformedBatchException {
    int type = WireFormat.getTagWireType(tag);
    if (type == WireFormat.WIRETYPE_START_GROUP || !read(() -> in.skipField(tag))) {
      throw malformed("a field to skip", "wire type " + type);
    }
  }

  private void expect(int wanted) throws MalformedBatchException {
    int type = WireFormat.getTagWireType(tag);
    if (type != wanted) {
      throw malformed("wire type " + wanted, Integer.toString(type));
    }
  }

  private MalformedBatchException malformed(String wanted, String got) {
    return new MalformedBatchException("%s: wanted %s, got %s".formatted(where(), wanted, got));
  }

  private String where() {
    return "%s, field %d before byte %d"
        .formatted(what, WireFormat.getTagFieldNumber(tag), in.getTotalBytesRead());
  }

  private <T> T read(Reading<T> reading) throws MalformedBatchException {
    try {
      return reading.run();
    } catch (IOException broken) {
      throw new MalformedBatchException(where() + ": " + broken.getMessage(), broken);
    }
  }
}
