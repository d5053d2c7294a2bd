package eu.releve.decode.tic;

import eu.releve.decode.Stated;
import eu.releve.decode.tic.TicLine.Damaged;
import eu.releve.decode.tic.TicLine.Group;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A frame: whatever is damaged in it, the groups that are not can be used.
 *
 * @param lines as they came.
 */
public record TicFrame(List<TicLine> lines) {
  public TicFrame {
    lines = List.copyOf(lines);
  }

  /** Those whose checksums are right. */
  public List<Group> groups() {
    return lines.stream().filter(Group.class::isInstance).map(Group.class::cast).toList();
  }

  /** The others. */
  public List<Damaged> damaged() {
    return lines.stream().filter(Damaged.class::isInstance).map(Damaged.class::cast).toList();
  }

  /** The group of that label, the first if there are several. */
  public Optional<Group> group(String label) {
    return groups().stream().filter(group -> group.label().equals(label)).findFirst();
  }

  /** The meter's number; nothing where its group is missing or damaged. */
  public Optional<String> meter() {
    return group("ADSC").or(() -> group("ADCO")).map(Group::value);
  }

  /** The meter's own time, where it states one that it is sure of. */
  public Optional<Instant> at() {
    return group("DATE").flatMap(Group::date).filter(Horodate::sure).map(Horodate::at);
  }

  /** Every register that its groups hold. */
  public List<Stated> registers() {
    return TicRegisters.of(this);
  }
}
