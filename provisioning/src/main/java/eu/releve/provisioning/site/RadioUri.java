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

  private static final BusId UNNAMED = new BusId("radio");
  private static final String TCP = "tcp://";
  private static final String UDP = "udp://";

  private RadioUri() {}

  /**
   * A bus that is in no plan.
   *
   * @param receiver its name, where the place is a device.
   * @throws IllegalArgumentException saying what was wanted.
   */
  public static Bus.Radio parse(String place, Optional<String> receiver) {
    Optional<Bus.Receiver> known =
        receiver
            .map(name -> Optional.ofNullable(RECEIVERS.get(name.toLowerCase(Locale.ROOT))))
            .orElse(Optional.empty());
    require(
        receiver.isEmpty() || known.isPresent(),
        "wanted im871a or amb8465, found '%s'",
        receiver.orElse(""));
    return of(UNNAMED, place, known);
  }

  /** The bus at that place; a device wants a receiver, everything else wants none. */
  static Bus.Radio of(BusId id, String place, Optional<Bus.Receiver> receiver) {
    boolean device = place.startsWith("/");
    require(device == receiver.isPresent(), "wanted a receiver for a device, and only there");
    if (device) {
      return new Bus.RadioReceiver(id, place, receiver.orElseThrow());
    }
    if (place.equals("-")) {
      return new Bus.RadioInput(id);
    }
    boolean udp = place.startsWith(UDP);
    require(
        udp || place.startsWith(TCP),
        "wanted a device, tcp://HOST:PORT, udp://HOST:PORT or -, found '%s'",
        place);
    Endpoint at = Endpoint.parse(place.substring(TCP.length()));
    Bus.Endpoint endpoint = new Bus.Endpoint(at.host(), at.port());
    return udp ? new Bus.RadioUdp(id, endpoint) : new Bus.RadioTcp(id, endpoint);
  }
}
