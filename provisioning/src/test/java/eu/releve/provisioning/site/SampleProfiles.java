package eu.releve.provisioning.site;

import eu.releve.measure.ProfileId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Profile;
import eu.releve.profile.Proof;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One family of each protocol, for plans in tests. */
final class SampleProfiles {
  private static final RegisterName ENERGY = RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT);
  private static final RegisterName WATER = RegisterName.of(Quantity.WATER_VOLUME);
  private static final Map<ProfileId, Profile> KNOWN =
      Map.of(
          new ProfileId("electric"),
          profile("electric", new Access.Modbus(List.of(energy())), ENERGY, 3),
          new ProfileId("water"),
          profile("water", new Access.Mbus(Optional.empty(), List.of(water())), WATER, 0));

  private SampleProfiles() {}

  static Optional<Profile> find(ProfileId id) {
    return Optional.ofNullable(KNOWN.get(id));
  }

  private static ModbusRegister energy() {
    return new ModbusRegister(
        ENERGY,
        3,
        0,
        ModbusRegister.DataType.U32,
        ModbusRegister.WordOrder.HIGH_FIRST,
        BigDecimal.ONE,
        Unit.KWH,
        new Resolution(1, 3),
        List.of("7FFFFFFE"));
  }

  private static MbusRegister water() {
    return new MbusRegister(WATER, Unit.L, new Resolution(1, 3));
  }

  private static Profile profile(String id, Access access, RegisterName gives, int function) {
    Proof proof =
        new Proof(Proof.Origin.CONSTRUCTED, "test", function, 0, new byte[] {0}, Map.of(gives, 0L));
    return new Profile(new ProfileId(id), id, "test", access, List.of(proof));
  }
}
