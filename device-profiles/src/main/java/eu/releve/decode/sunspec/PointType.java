package eu.releve.decode.sunspec;

import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import java.util.List;

/** How SunSpec writes a value, and how it says that there is none (Information Model, 4.2). */
enum PointType {
  INT16(DataType.I16, "8000"),
  UINT16(DataType.U16, "FFFF"),
  /** A counter; zero is "never counted", not "nothing yet". */
  ACC32(DataType.U32, "00000000"),
  ACC64(DataType.U64, "0000000000000000"),
  FLOAT32(DataType.FLOAT32, ModbusRegister.NOT_A_NUMBER),
  ENUM16(DataType.U16, "FFFF"),
  BITFIELD32(DataType.U32, "FFFFFFFF", "80000000");

  private final DataType type;
  private final List<String> unavailable;

  PointType(DataType type, String... unavailable) {
    this.type = type;
    this.unavailable = List.of(unavailable);
  }

  DataType type() {
    return type;
  }

  List<String> unavailable() {
    return unavailable;
  }

  boolean isCounter() {
    return this == ACC32 || this == ACC64;
  }
}
