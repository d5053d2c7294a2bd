package eu.releve.edge.poll;

import eu.releve.edge.poll.OpcUaLine.ServerMeter;
import eu.releve.measure.RegisterName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the lane knows of one meter of an OPC-UA server. */
final class ServerMeterState {
  private final ServerMeter meter;
  private final MeterState state;
  private final Map<RegisterName, String> troubles = new LinkedHashMap<>();
  private final Map<RegisterName, Long> stamps = new HashMap<>();
  private Map<RegisterName, String> otherUnits = Map.of();
  private Map<RegisterName, String> unwatched = Map.of();

  ServerMeterState(ServerMeter meter, MeterState state) {
    this.meter = meter;
    this.state = state;
  }

  ServerMeter meter() {
    return meter;
  }

  MeterState state() {
    return state;
  }

  /** The registers of which the server states another unit than the plan: nobody reads them. */
  void otherUnits(Map<RegisterName, String> now) {
    troubles.keySet().removeAll(otherUnits.keySet());
    otherUnits = Map.copyOf(now);
    troubles.putAll(otherUnits);
  }

  /**
   * The registers that the server was asked to watch and does not: they may be read all the same.
   */
  void unwatched(Map<RegisterName, String> now) {
    unwatched = new LinkedHashMap<>(now);
  }

  boolean isRead(RegisterName register) {
    return !otherUnits.containsKey(register);
  }

  /** How many registers are not read. */
  long unread() {
    return otherUnits.size();
  }

  void well(RegisterName register) {
    troubles.remove(register);
  }

  void wrong(RegisterName register, String why) {
    troubles.put(register, why);
  }

  /** Good while every register has a value, and is watched where that is wanted. */
  Condition condition() {
    return troubles.isEmpty() && unwatched.isEmpty() ? Condition.ANSWERS : Condition.NONSENSE;
  }

  /** The first of what is wrong, and how much more is. */
  String detail() {
    Map<RegisterName, String> all = new LinkedHashMap<>(troubles);
    unwatched.forEach((register, why) -> all.put(register, "not watched: " + why));
    if (all.isEmpty()) {
      return "";
    }
    Map.Entry<RegisterName, String> first = all.entrySet().iterator().next();
    String more = all.size() == 1 ? "" : ", and " + (all.size() - 1) + " more";
    return first.getKey() + ": " + first.getValue() + more;
  }

  /** Whether that stamp is the one that the register's last value had. */
  boolean isRepeated(RegisterName register, OptionalLong stamp) {
    Long last = stamps.get(register);
    return stamp.isPresent() && last != null && last == stamp.getAsLong();
  }

  void stamped(RegisterName register, OptionalLong stamp) {
    if (stamp.isPresent()) {
      stamps.put(register, stamp.getAsLong());
    } else {
      stamps.remove(register);
    }
  }

  List<String> nodes() {
    return meter.nodes();
  }
}
