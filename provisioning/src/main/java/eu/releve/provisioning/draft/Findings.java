package eu.releve.provisioning.draft;

import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.site.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What scans have found, for the rows of a list: a row finds its meter by serial number or by
 * address; what no row finds is left.
 *
 * <p>Serial numbers are the same without their leading zeros: a register of 32 bits has none.
 */
final class Findings implements ScanList.Taker {
  private final List<RowReader.Said> meters = new ArrayList<>();
  private final Map<RowReader.Said, String> remarks = new HashMap<>();
  private final List<String> ends = new ArrayList<>();
  private final Set<RowReader.Said> taken = new HashSet<>();

  @Override
  public MeterId add(RowReader.Said said) {
    meters.add(said);
    return new MeterId(Naming.slug(said.bus().id() + " " + said.address(), "m"));
  }

  @Override
  public void remark(MeterId meter, String text) {
    remarks.put(meters.getLast(), text);
  }

  @Override
  public void end(String remark) {
    ends.add(remark);
  }

  /** Whether no scan was made. */
  boolean isEmpty() {
    return meters.isEmpty() && ends.isEmpty();
  }

  /** The meter with that number, if one alone has it, there where a bus is named. */
  Optional<RowReader.Said> numbered(String serial, Optional<BusId> bus) {
    List<RowReader.Said> same =
        meters.stream()
            .filter(said -> said.serial().map(its -> isSame(its, serial)).orElse(false))
            .filter(said -> bus.map(said.bus().id()::equals).orElse(true))
            .toList();
    return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
  }

  /** The meter at that place. */
  Optional<RowReader.Said> at(BusId bus, Address address) {
    return meters.stream()
        .filter(said -> said.bus().id().equals(bus) && said.address().equals(address))
        .findFirst();
  }

  /**
   * Whether one meter may be called both ways: a primary and a secondary address say nothing about
   * each other, and eight digits of a secondary one stand for sixteen.
   */
  static boolean mayBe(Address one, Address other) {
    return switch (one) {
      case Address.Secondary some when other instanceof Address.Secondary others ->
          some.toString().startsWith(others.toString())
              || others.toString().startsWith(some.toString());
      default -> one.equals(other) || !one.getClass().equals(other.getClass());
    };
  }

  static boolean isSame(String one, String other) {
    return key(one).equals(key(other));
  }

  private static String key(String serial) {
    return Naming.plain(serial).replace(" ", "").replaceFirst("^0+(?=.)", "");
  }

  /** Notes that a row has it. */
  void take(RowReader.Said found) {
    taken.add(found);
  }

  /** What nobody has taken, in the order in which it was found. */
  List<RowReader.Said> left() {
    return meters.stream().filter(said -> !taken.contains(said)).toList();
  }

  /** What was said about it, for the plan. */
  Optional<String> remarkOf(RowReader.Said found) {
    return Optional.ofNullable(remarks.get(found));
  }

  /** What the plan is to end with. */
  List<String> ends() {
    return List.copyOf(ends);
  }
}
