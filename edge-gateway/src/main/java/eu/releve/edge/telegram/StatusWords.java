package eu.releve.edge.telegram;

import eu.releve.provisioning.language.Messages;
import java.util.ArrayList;
import java.util.List;

/** The status byte of a meter (EN 13757-3) in words. */
final class StatusWords {
  private static final int APPLICATION = 0x03;
  private static final int BATTERY_LOW = 0x04;
  private static final int PERMANENT = 0x08;
  private static final int TEMPORARY = 0x10;
  private static final int SPECIFIC = 0xE0;

  private StatusWords() {}

  /** The keys of what it says, in the order of its bits; one of them where it says nothing. */
  static List<String> keys(int status) {
    List<String> keys = new ArrayList<>();
    switch (status & APPLICATION) {
      case 1 -> keys.add("status.busy");
      case 2 -> keys.add("status.error");
      case 3 -> keys.add("status.alarm");
      default -> {}
    }
    add(keys, status, BATTERY_LOW, "status.battery");
    add(keys, status, PERMANENT, "status.permanent");
    add(keys, status, TEMPORARY, "status.temporary");
    add(keys, status, SPECIFIC, "status.specific");
    return keys.isEmpty() ? List.of("status.good") : keys;
  }

  static String of(int status, Messages words) {
    return String.join(
        ", ",
        keys(status).stream()
            .map(key -> words.text(key, "%02X".formatted(status & SPECIFIC)))
            .toList());
  }

  private static void add(List<String> keys, int status, int bits, String key) {
    if ((status & bits) != 0) {
      keys.add(key);
    }
  }
}
