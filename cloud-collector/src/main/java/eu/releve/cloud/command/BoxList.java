package eu.releve.cloud.command;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The boxes that are prepared together: lines {@code GATEWAY;ORGANISATION}, or {@code GATEWAY} for
 * one in stock; {@code #} a remark.
 */
final class BoxList {
  private static final int BOXES_MAX = 1_000;
  private static final long BYTES_MAX = 1 << 20;

  private BoxList() {}

  /** One line; in stock without an organisation. */
  record Box(String gateway, Optional<String> organisation) {
    /** As it stands in a list. */
    String line() {
      return gateway + organisation.map(whose -> ";" + whose).orElse("");
    }
  }

  /** All lines, or none: a list with a wrong line is refused, naming it. */
  static List<Box> read(Path list) throws Refused {
    List<Box> boxes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<String> lines = lines(list);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        Box box = box(list + ":" + (i + 1), line);
        if (!seen.add(box.gateway)) {
          throw Refused.told(Refused.WRONG_USE, "list.twice", list + ":" + (i + 1), box.gateway);
        }
        boxes.add(box);
      }
    }
    if (boxes.isEmpty() || boxes.size() > BOXES_MAX) {
      throw Refused.told(
          Refused.WRONG_USE,
          "list.count",
          list.toString(),
          Integer.toString(BOXES_MAX),
          Integer.toString(boxes.size()));
    }
    return boxes;
  }

  private static List<String> lines(Path list) throws Refused {
    try {
      if (Files.size(list) > BYTES_MAX) {
        throw Refused.told(Refused.WRONG_USE, "list.long", list.toString());
      }
      return Files.readAllLines(list);
    } catch (CharacterCodingException notText) {
      throw Refused.told(Refused.WRONG_USE, "list.text", list.toString());
    } catch (IOException unreadable) {
      throw Refused.told(Refused.MISSING, "list.none", list.toString());
    }
  }

  private static Box box(String where, String line) throws Refused {
    String[] parts = line.split(";", -1);
    try {
      // A cell that was forgotten is no box in stock: whoever holds that label could take it.
      if (parts.length == 1) {
        return new Box(new GatewayId(parts[0].strip()).value(), Optional.empty());
      }
      if (parts.length == 2) {
        return new Box(
            new GatewayId(parts[0].strip()).value(),
            Optional.of(new OrganisationId(parts[1].strip()).value()));
      }
    } catch (IllegalArgumentException notIdentifiers) {
      // Told below, like a line of another form.
    }
    throw Refused.told(Refused.WRONG_USE, "list.line", where, line);
  }
}
