package eu.releve.provisioning.draft;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.mbus.Recognising;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.Bus;
import java.util.List;
import java.util.Optional;

/** Finds the family of a meter by what a plate or a scan says of it. */
final class Families {
  private final Profiles profiles;

  Families(Profiles profiles) {
    this.profiles = profiles;
  }

  Optional<Profile> named(String name) {
    return profiles.names().stream()
        .filter(id -> id.value().equals(name))
        .findFirst()
        .flatMap(profiles::find);
  }

  /** The families of that protocol whose names have the maker and the model in them. */
  List<ProfileId> like(String maker, String model, Bus.Protocol protocol) {
    String wantedMaker = squeezed(maker);
    String wantedModel = squeezed(model);
    List<Profile> fitting =
        profiles.all().stream()
            .filter(profile -> speaks(profile, protocol))
            .filter(profile -> names(profile).contains(wantedMaker))
            .filter(profile -> names(profile).contains(wantedModel))
            .toList();
    // "SDM72D-M" is in the name of "SDM72D-M-2": whoever is called exactly so is meant.
    List<ProfileId> exact =
        fitting.stream()
            .map(Profile::id)
            .filter(
                id ->
                    squeezed(id.value()).equals(wantedMaker + wantedModel)
                        || squeezed(id.value()).equals(wantedModel))
            .toList();
    return exact.size() == 1 ? exact : fitting.stream().map(Profile::id).toList();
  }

  Optional<ProfileId> recognised(MeterIdentity meter) {
    return Recognising.profile(profiles, meter).map(Profile::id);
  }

  static boolean speaks(Profile profile, Bus.Protocol protocol) {
    return switch (profile.access()) {
      case Access.Modbus modbus -> protocol == Bus.Protocol.MODBUS;
      case Access.SunSpec sunSpec -> protocol == Bus.Protocol.MODBUS;
      case Access.Mbus mbus -> protocol == Bus.Protocol.MBUS;
      case Access.OpcUa nodes -> protocol == Bus.Protocol.OPCUA;
      case Access.Plc plc -> protocol == Bus.Protocol.PLC;
      case Access.Pulsed pulsed -> protocol == Bus.Protocol.PULSE;
      case Access.Pushed pushed -> false;
    };
  }

  private static String names(Profile profile) {
    return squeezed(profile.id().value()) + " " + squeezed(profile.name());
  }

  private static String squeezed(String text) {
    return Naming.plain(text).replace(" ", "");
  }
}
