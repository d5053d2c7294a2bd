package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import eu.releve.provisioning.settings.Endpoint;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where radio telegrams come from, as plans and commands write it. */
public final class RadioUri {
  /** The receivers by name. */
  static final Map<String, Bus.Receiver> RECEIVERS =
      Map.of("im871a", Bus.Receiver.IM871A, "amb8465", Bus.Receiver.AMB8465);

  /** What is said of checksums. */
  static final Map<String, Bus.Checksums> CHECKSUMS =
      Map.of("kept", Bus.Checksums.KEPT, "stripped", Bus.Checksums.STRIPPED);

  private static final BusId UNNAMED = new BusId("radio");
  private static final String TCP = "tcp://";
  private static final String UDP = "udp://";

  private RadioUri() {}

  /**
   * A bus that is in no plan.
   *
   * @param receiver its name, where the place is a device.
   * @param checksums whether lines of text have them, where that is said.
   * @throws IllegalArgumentException saying what was wanted.
   */
  public static Bus.Radio parse(
      String place, Optional<String> receiver, Optional<String> checksums) {
    return of(
        UNNAMED,
        place,
        named(receiver, RECEIVERS, "im871a or amb8465"),
        named(checksums, CHECKSUMS, "kept or stripped"));
  }

  private static <T> Optional<T> named(Optional<String> name, Map<String, T> known, String wanted) {
    Optional<T> found =
        name.flatMap(text -> Optional.ofNullable(known.get(text.toLowerCase(Locale.ROOT))));
    require(name.isEmpty() || found.isPresent(), "wanted %s, found '%s'", wanted, name.orElse(""));
    return found;
  }

  /**
   * The bus at that place; a device wants a receiver and says by itself whether checksums are
   * there, everything else wants no receiver.
   */
  static Bus.Radio of(
      BusId id, String place, Optional<Bus.Receiver> receiver, Optional<Bus.Checksums> said) {
    boolean device = place.startsWith("/");
    require(device == receiver.isPresent(), "wanted a receiver for a device, and only there");
    require(!device || said.isEmpty(), "wanted nothing of checksums at a device");
    if (device) {
      return new Bus.RadioReceiver(id, place, receiver.orElseThrow());
    }
    Bus.Checksums checksums = said.orElse(Bus.Checksums.LEARNED);
    if (place.equals("-")) {
      return new Bus.RadioInput(id, checksums);
    }
    boolean udp = place.startsWith(UDP);
    require(
        udp || place.startsWith(TCP),
        "wanted a device, tcp://HOST:PORT, udp://HOST:PORT or -, found '%s'",
        place);
    Endpoint at = Endpoint.parse(place.substring(TCP.length()));
    Bus.Endpoint endpoint = new Bus.Endpoint(at.host(), at.port());
    return udp
        ? new Bus.RadioUdp(id, endpoint, checksums)
        : new Bus.RadioTcp(id, endpoint, checksums);
  }
}
