package eu.releve.edge.poll;

import eu.releve.edge.link.RegisterRange;
import eu.releve.profile.ModbusRegister;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the requests that read a meter's registers: neighbours of one function together, across
 * holes of at most 16 words, never more than one answer carries, never half a register.
 */
final class RangePlanner {
  /** Reading a hole costs less than another request until it is about this wide. */
  static final int HOLE_WORDS_MAX = 16;

  private RangePlanner() {}

  /** The requests, by function and address; together they hold every register. */
  static List<RegisterRange> plan(List<ModbusRegister> registers) {
    List<ModbusRegister> sorted = new ArrayList<>(registers);
    sorted.sort(
        Comparator.comparingInt(ModbusRegister::function)
            .thenComparingInt(ModbusRegister::address)
            .thenComparingInt(ModbusRegister::end));
    List<RegisterRange> ranges = new ArrayList<>();
    for (ModbusRegister register : sorted) {
      RegisterRange last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && joins(last, register)) {
        ranges.set(ranges.size() - 1, joined(last, register));
      } else {
        ranges.add(
            new RegisterRange(register.function(), register.address(), register.type().words()));
      }
    }
    return List.copyOf(ranges);
  }

  private static boolean joins(RegisterRange range, ModbusRegister register) {
    return range.function() == register.function()
        && register.address() - range.end() <= HOLE_WORDS_MAX
        && joined(range, register.end()) <= RegisterRange.WORDS_MAX;
  }

  private static RegisterRange joined(RegisterRange range, ModbusRegister register) {
    return new RegisterRange(range.function(), range.address(), joined(range, register.end()));
  }

  private static int joined(RegisterRange range, int end) {
    return Math.max(range.end(), end) - range.address();
  }
}
