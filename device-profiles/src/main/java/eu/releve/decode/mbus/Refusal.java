package eu.releve.decode.mbus;

/**
 * Why bytes give no telegram; the names are shown to technicians and are never reused.
 *
 * <p>Those of the link layer say nothing of the meter; those that begin with METER are the meter's
 * own answer (EN 13757-3, application errors).
 */
public enum Refusal {
  /** No byte at all. */
  EMPTY,
  /** The first byte begins no frame. */
  START,
  /** Fewer bytes than the frame says. */
  CUT,
  /** More bytes than the frame says. */
  SURPLUS,
  /** The two length bytes differ or are impossible. */
  LENGTH,
  /** The last byte is not 16. */
  STOP,
  /** The sum over the bytes is another. */
  CHECKSUM,
  /** A frame that carries no data: acknowledgement, short frame, control frame. */
  NO_DATA,
  /** A frame of the master, not of a meter. */
  COMMAND,
  /** A control information field that no meter's data have. */
  CONTROL_INFORMATION,
  /** The data end within the header. */
  HEADER_CUT,
  /** The data are still encrypted. */
  ENCRYPTED,
  /** A compact frame: its layout comes from a full frame that has not been seen. */
  COMPACT,
  /** A security or fragmentation layer that has to be taken off first. */
  WRAPPED,
  /** The data end within a record. */
  RECORD_CUT,
  /** A data information field that the norm reserves. */
  DATA_INFORMATION,
  /** More than ten data extensions. */
  DATA_EXTENSIONS,
  /** More than ten value extensions. */
  VALUE_EXTENSIONS,
  /** A length code of variable data that the norm reserves. */
  VARIABLE_LENGTH,
  /** A telegram in a layout of the maker's that is not known. */
  UNKNOWN_LAYOUT,
  /** Nothing but data in the maker's own layout. */
  ONLY_MANUFACTURER_DATA,
  METER_UNSPECIFIED_ERROR,
  METER_KNOWS_NO_SUCH_CONTROL_INFORMATION,
  METER_BUFFER_TOO_LONG,
  METER_TOO_MANY_RECORDS,
  METER_PREMATURE_END_OF_RECORD,
  METER_TOO_MANY_DATA_EXTENSIONS,
  METER_TOO_MANY_VALUE_EXTENSIONS,
  METER_RESERVED_ERROR,
  METER_TOO_MANY_READOUTS,
  METER_APPLICATION_BUSY,
  METER_ACCESS_DENIED,
  METER_COMMAND_REFUSED,
  METER_ALARM;

  /** Whether the meter itself says no: the telegram is in order. */
  public boolean isMeters() {
    return ordinal() >= METER_UNSPECIFIED_ERROR.ordinal();
  }

  /** What the first byte of an application error says, 0 to 255. */
  static Refusal ofApplicationError(int code) {
    return switch (code) {
      case 0 -> METER_UNSPECIFIED_ERROR;
      case 1 -> METER_KNOWS_NO_SUCH_CONTROL_INFORMATION;
      case 2 -> METER_BUFFER_TOO_LONG;
      case 3 -> METER_TOO_MANY_RECORDS;
      case 4 -> METER_PREMATURE_END_OF_RECORD;
      case 5 -> METER_TOO_MANY_DATA_EXTENSIONS;
      case 6 -> METER_TOO_MANY_VALUE_EXTENSIONS;
      case 8 -> METER_APPLICATION_BUSY;
      case 9 -> METER_TOO_MANY_READOUTS;
      case 0x10 -> METER_ACCESS_DENIED;
      case 0x11, 0x12, 0x13, 0x14 -> METER_COMMAND_REFUSED;
      default -> METER_RESERVED_ERROR;
    };
  }

  static Refusal of(MbusFrame.Fault fault) {
    return switch (fault) {
      case EMPTY -> EMPTY;
      case START -> START;
      case CUT -> CUT;
      case SURPLUS -> SURPLUS;
      case LENGTH -> LENGTH;
      case STOP -> STOP;
      case CHECKSUM -> CHECKSUM;
    };
  }
}
