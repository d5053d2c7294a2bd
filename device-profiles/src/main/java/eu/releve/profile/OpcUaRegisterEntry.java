package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.Optional;

/** Reads one register that an OPC-UA server holds. */
public final class OpcUaRegisterEntry {
  private OpcUaRegisterEntry() {}

  /**
   * The register. Its resolution is what is said, else its scale, which is what a scaled integer
   * can tell; a plain number is taken to tell every step.
   *
   * @throws DocumentException when the mapping is none.
   */
  public static OpcUaRegister read(Mapping entry) throws DocumentException {
    RegisterName name = RegisterEntries.name(entry);
    String node = entry.text("node");
    Optional<Integer> index = entry.optionalInteger("index", 0, OpcUaRegister.INDEX_MAX);
    Optional<BigDecimal> scale = entry.optionalDecimal("scale");
    if (scale.isPresent() && scale.get().signum() == 0) {
      throw entry.refuse("scale", "a number other than zero", scale.get().toString());
    }
    Unit unit = RegisterEntries.unit(entry, name);
    Optional<BigDecimal> said = entry.optionalDecimal("resolution");
    Resolution resolution =
        said.isPresent()
            ? RegisterEntries.resolution(entry, "resolution", said.get(), unit, name)
            : scale
                .map(factor -> Resolution.nearest(factor.multiply(unit.stepsOf(name.quantity()))))
                .orElse(Resolution.ONE_STEP);
    Optional<BigDecimal> deadband = entry.optionalDecimal("deadband");
    if (deadband.isPresent() && deadband.get().signum() <= 0) {
      throw entry.refuse("deadband", "a number above zero", deadband.get().toString());
    }
    entry.end();
    return entry.make(
        "node",
        () ->
            new OpcUaRegister(
                name, node, index, scale.orElse(BigDecimal.ONE), unit, resolution, deadband));
  }
}
