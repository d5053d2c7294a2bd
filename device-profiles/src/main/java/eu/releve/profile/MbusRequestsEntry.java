package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import java.util.Optional;

/** Reads how an M-Bus meter wants to be asked, in a profile and in a plan. */
public final class MbusRequestsEntry {
  private static final String PLAIN = "plain";

  private MbusRequestsEntry() {}

  /** Takes its keys out of the mapping; others may stand there too. */
  public static MbusRequests read(Mapping mbus) throws DocumentException {
    Optional<String> reset = mbus.optionalText("reset");
    if (reset.isPresent() && !reset.get().matches(PLAIN + "|([0-9A-F]{2}){1,16}")) {
      throw mbus.refuse(
          "reset", "'plain' or 1 to 16 bytes as pairs of 0-9A-F", "'" + reset.get() + "'");
    }
    Optional<Integer> reads = mbus.optionalInteger("reads-per-day", 1, MbusRequests.READS_MAX);
    Optional<String> code = reset.map(text -> text.equals(PLAIN) ? "" : text);
    return mbus.make("reset", () -> new MbusRequests(code, reads));
  }
}
