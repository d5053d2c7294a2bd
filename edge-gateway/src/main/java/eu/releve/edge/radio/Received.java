package eu.releve.edge.radio;

import eu.releve.decode.wmbus.WirelessFrame;
import java.util.OptionalInt;

/**
 * One telegram as a receiver gives it.
 *
 * @param parsed the frame, or why it is none.
 * @param rssiDbm how strong it was, in dBm; nothing where the receiver does not say.
 */
public record Received(WirelessFrame.Parsed parsed, OptionalInt rssiDbm) {}
