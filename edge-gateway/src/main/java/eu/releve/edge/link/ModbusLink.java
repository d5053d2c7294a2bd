package eu.releve.edge.link;

/** The way to the Modbus meters of one bus, whatever carries the requests. */
public sealed interface ModbusLink extends MeterLink permits ModbusTcpLink, ModbusRtuLink {
  /** Reads one run of registers of one meter. */
  Reply read(ModbusUnit unit, RegisterRange range);
}
