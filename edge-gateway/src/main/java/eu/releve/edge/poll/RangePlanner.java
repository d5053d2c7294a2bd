package eu.releve.edge.poll;

import eu.releve.edge.link.RegisterRange;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Requests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the requests that read a meter's registers: neighbours of one function together, across
 * holes that cost less than another request, within what the meter bears, never half a register.
 */
final class RangePlanner {
  private RangePlanner() {}

  /** The requests, by function and address; together they hold every register. */
  static List<RegisterRange> plan(Access.Modbus access) {
    List<RegisterRange> pieces = new ArrayList<>();
    for (ModbusRegister register : access.registers()) {
      pieces.add(range(register.function(), register.from(), register.until()));
    }
    for (Requests.Span span : access.requests().together()) {
      if (access.registers().stream().anyMatch(register -> isWithin(register, span))) {
        pieces.add(range(span.function(), span.at(), span.end()));
      }
    }
    pieces.sort(
        Comparator.comparingInt(RegisterRange::function)
            .thenComparingInt(RegisterRange::address)
            .thenComparingInt(RegisterRange::end));
    List<RegisterRange> ranges = new ArrayList<>();
    for (RegisterRange piece : pieces) {
      RegisterRange last = ranges.isEmpty() ? piece : ranges.getLast();
      if (!ranges.isEmpty() && joins(last, piece, access.requests())) {
        int end = Math.max(last.end(), piece.end());
        ranges.set(ranges.size() - 1, range(last.function(), last.address(), end));
      } else {
        ranges.add(piece);
      }
    }
    return List.copyOf(ranges);
  }

  private static boolean joins(RegisterRange range, RegisterRange piece, Requests requests) {
    int end = Math.max(range.end(), piece.end());
    return range.function() == piece.function()
        && piece.address() - range.end() <= requests.holeWordsMax()
        && requests.allows(range.address(), end);
  }

  private static boolean isWithin(ModbusRegister register, Requests.Span span) {
    return register.function() == span.function()
        && span.at() <= register.from()
        && register.until() <= span.end();
  }

  private static RegisterRange range(int function, int from, int until) {
    return new RegisterRange(function, from, until - from);
  }
}
