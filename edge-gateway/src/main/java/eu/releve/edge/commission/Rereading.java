package eu.releve.edge.commission;

import eu.releve.decode.modbus.Misreading;
import eu.releve.decode.modbus.Transformers;
import eu.releve.edge.commission.Comparison.Otherwise;
import eu.releve.edge.poll.Installation;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.provisioning.site.Meter;
import java.util.ArrayList;
import java.util.List;

/** Readings of a Modbus meter as they would be if its words meant something else. */
final class Rereading {
  private Rereading() {}

  /** Of both ends of a window; none where one of them does not tell the register's contents. */
  static List<Otherwise> of(Meter meter, RegisterName name, Window window) {
    if (!(meter.access() instanceof Access.Modbus modbus)) {
      return List.of();
    }
    Transformers transformers = Installation.transformers(meter);
    return modbus.registers().stream()
        .filter(register -> register.name().equals(name))
        .findFirst()
        .map(register -> of(register, transformers, window))
        .orElse(List.of());
  }

  private static List<Otherwise> of(
      ModbusRegister register, Transformers transformers, Window window) {
    List<Misreading> after = Misreading.of(register, transformers, window.after());
    List<Otherwise> otherwise = new ArrayList<>();
    for (Misreading before : Misreading.of(register, transformers, window.before())) {
      after.stream()
          .filter(other -> other.order() == before.order() && other.signed() == before.signed())
          .findFirst()
          .map(other -> new Window(before.steps(), other.steps(), window.resolution()))
          .ifPresent(both -> otherwise.add(new Otherwise(cause(register, before), both)));
    }
    return otherwise;
  }

  private static Cause cause(ModbusRegister register, Misreading read) {
    return read.order() == register.order()
        ? new Cause.OtherSign(read.signed())
        : new Cause.OtherOrder(read.order());
  }
}
