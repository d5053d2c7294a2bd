package eu.releve.edge.poll;

import eu.releve.edge.plan.Learned;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import java.util.stream.Collectors;

/**
 * What a Modbus meter was taught to refuse, across restarts; forgotten when it is read otherwise
 * than when it was learned.
 */
final class MapMemory implements ModbusAgenda.Memory {
  private static final String KIND = "modbus-map";

  private final Notebook notebook;
  private final MeterId meter;
  private final String map;

  MapMemory(Notebook notebook, MeterId meter, Access.Modbus access) {
    this.notebook = notebook;
    this.meter = meter;
    this.map = print(access);
  }

  /** Which addresses are read, shortened: another profile makes another one, as good as surely. */
  private static String print(Access.Modbus access) {
    String places =
        access.registers().stream().map(MapMemory::place).sorted().collect(Collectors.joining(","));
    return "%d-%08x".formatted(places.length(), places.hashCode());
  }

  private static String place(ModbusRegister register) {
    return register.function() + ":" + register.from() + "-" + register.until();
  }

  @Override
  public Learned recall() {
    String head = map + " ";
    return notebook
        .find(KIND, meter.value())
        .filter(text -> text.startsWith(head))
        .map(text -> parsed(text.substring(head.length())))
        .orElse(Learned.NOTHING);
  }

  private static Learned parsed(String text) {
    try {
      return Learned.parse(text);
    } catch (IllegalArgumentException written) {
      // By another version: it is learned again.
      return Learned.NOTHING;
    }
  }

  @Override
  public void keep(Learned learned) {
    notebook.write(KIND, meter.value(), learned.isNothing() ? "" : map + " " + learned);
  }
}
