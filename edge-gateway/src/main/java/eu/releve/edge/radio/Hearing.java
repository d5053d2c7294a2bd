package eu.releve.edge.radio;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.OptionalInt;

/**
 * A telegram that was heard.
 *
 * @param frame not opened yet.
 * @param meter whose data it has, as far as it says so in clear.
 * @param rssiDbm how strong it was, in dBm; nothing where the receiver does not say.
 * @param bootMillis when it was received, in milliseconds of the boot clock.
 */
public record Hearing(
    WirelessFrame frame, MeterIdentity meter, OptionalInt rssiDbm, long bootMillis) {}
