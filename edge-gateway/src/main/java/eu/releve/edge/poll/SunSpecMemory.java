package eu.releve.edge.poll;

import eu.releve.decode.modbus.Transformers;
import eu.releve.decode.sunspec.SunSpecChain;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Rating;
import eu.releve.provisioning.site.Meter;
import java.util.List;
import java.util.Optional;

/**
 * What a SunSpec device was found to be, across restarts: its chain of models, and with the
 * discoveries its registers.
 */
final class SunSpecMemory {
  private static final String KIND = "sunspec-chain";

  private final MeterId meter;
  private final Transformers transformers;
  private final Optional<Rating> rating;
  private final Notebook notebook;
  private final Discoveries discoveries;

  SunSpecMemory(
      Meter meter, Transformers transformers, Notebook notebook, Discoveries discoveries) {
    this.meter = meter.id();
    this.transformers = transformers;
    this.rating = meter.rating();
    this.notebook = notebook;
    this.discoveries = discoveries;
  }

  Transformers transformers() {
    return transformers;
  }

  /** How it is read, where its chain is known. */
  Optional<SunSpecLayout> recall() {
    return notebook.find(KIND, meter.value()).flatMap(SunSpecMemory::parsed).map(this::layout);
  }

  private static Optional<SunSpecChain> parsed(String text) {
    try {
      return Optional.of(SunSpecChain.parse(text)).filter(chain -> !chain.isMute());
    } catch (IllegalArgumentException written) {
      // By another version: it is learned again.
      return Optional.empty();
    }
  }

  /**
   * Keeps the chain, and declares the registers that the catalogue does not know yet.
   *
   * @return how it is read from now on.
   */
  SunSpecLayout keep(SunSpecChain chain, List<ModbusRegister> registers) {
    declare(registers);
    notebook.write(KIND, meter.value(), chain.toString());
    return layout(chain);
  }

  /** The same for what is declared already, in case the journal did not take it. */
  void declareAgain() {
    discoveries.seen(meter, List.of());
  }

  private void declare(List<ModbusRegister> registers) {
    discoveries.seen(meter, registers.stream().map(this::declared).toList());
  }

  private Declared declared(ModbusRegister register) {
    return new Declared(
        meter,
        register.name(),
        Installation.scaled(register.resolution(), transformers, register.name().quantity()),
        register.unit());
  }

  private SunSpecLayout layout(SunSpecChain chain) {
    return SunSpecLayout.of(chain, discoveries.namesOf(meter)::contains);
  }

  /** What of the chain the device refuses. */
  ModbusAgenda.Memory map(Access.Modbus access) {
    return new MapMemory(notebook, meter, access);
  }

  Numbers numbers() {
    return discoveries.numbersOf(meter);
  }

  Limits limits() {
    return name ->
        discoveries
            .find(meter, name)
            .flatMap(its -> CounterLimit.of(name, its.resolution(), transformers, rating));
  }
}
