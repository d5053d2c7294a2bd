package eu.releve.edge.commission;

import static eu.releve.measure.Require.require;

import eu.releve.measure.ProfileId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What of a meter's entry in the plan decides what is read, and for which point: what was compared
 * on one footing says nothing of a meter on another.
 *
 * <p>In it are the point, the bus and where that is reached, the address, the profile, how the
 * counter is read (function, place, type, order, scale, unit, resolution), the transformers'
 * ratios, the serial number and the first day. Names, places, notes, periods and a line's speed are
 * not.
 *
 * @param digest the first 16 hexadecimal digits of a SHA-256: it tells entries apart, and keeps
 *     nobody from making two that are alike.
 */
public record Footing(String digest) {
  private static final int DIGITS = 16;

  public Footing {
    require(digest.matches("[0-9a-f]{16}"), "a footing has 16 digits of 0-9a-f");
  }

  /**
   * That of a meter's counter.
   *
   * @param plan in which the meter stands.
   * @param counter which of its registers.
   */
  static Footing of(SitePlan plan, Meter meter, RegisterName counter) {
    String reached = plan.bus(meter.bus()).map(bus -> bus.protocol() + " " + bus.wire()).orElse("");
    String source =
        meter.access().registers().stream()
            .filter(one -> one.name().equals(counter))
            .findFirst()
            .map(RegisterSource::toString)
            .orElse("learned");
    return of(
        meter.point().value(),
        meter.bus().value(),
        reached,
        meter.address().toString(),
        meter.profile().map(ProfileId::value).orElse(""),
        counter.toString(),
        source,
        ratio(meter.ratio()),
        ratio(meter.voltageRatio()),
        meter.serial().orElse(""),
        meter.from().toString());
  }

  private static String ratio(Meter.Ratio ratio) {
    return ratio.primary() + "/" + ratio.secondary();
  }

  private static Footing of(String... parts) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return new Footing(HexFormat.of().formatHex(Arrays.copyOf(digest, DIGITS / 2)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
