package eu.releve.edge.port;

import eu.releve.decode.Stated;
import eu.releve.decode.p1.P1Answer;
import eu.releve.decode.p1.P1Decoder;
import eu.releve.decode.p1.P1Market;
import eu.releve.decode.p1.P1Refusal;
import eu.releve.decode.p1.P1Telegram;
import eu.releve.decode.tic.TicDecoder;
import eu.releve.decode.tic.TicFrame;
import eu.releve.decode.tic.TicLine.Damaged;
import eu.releve.edge.link.Defect;
import eu.releve.edge.port.PortSpeech.Told;
import eu.releve.edge.port.PortSpeech.Unusable;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.site.Bus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the frames of a port. */
@FunctionalInterface
public interface PortLanguage {
  /** What a frame says; never changes it. */
  PortSpeech read(byte[] frame);

  /**
   * That of a port.
   *
   * @param keys of meters that encrypt, by system title.
   */
  static PortLanguage of(Bus.Port bus, Keys keys) {
    return switch (bus) {
      case Bus.P1Port p1 -> frame -> p1(frame, keys);
      case Bus.TicPort tic -> PortLanguage::tic;
    };
  }

  private static PortSpeech p1(byte[] frame, Keys keys) {
    return switch (P1Decoder.of(frame, title -> keys.of(new KeyAddress(title)))) {
      case P1Telegram telegram -> told(telegram);
      case P1Answer.Refused refused -> new Unusable(defect(refused.why()), refused.reason());
    };
  }

  private static Told told(P1Telegram telegram) {
    Map<Integer, List<Stated>> channels = new HashMap<>();
    channels.put(0, telegram.registers());
    telegram.subMeters().forEach(sub -> channels.put(sub.channel(), sub.registers()));
    String subMeters =
        telegram.subMeters().stream()
            .map(sub -> sub.channel() + "=" + sub.medium().map(Enum::name).orElse("UNKNOWN"))
            .collect(Collectors.joining(","));
    String day =
        telegram.market().dayTariff().isPresent()
            ? " day_tariff=" + telegram.market().dayTariff().getAsInt()
            : "";
    return new Told(
        telegram.at(),
        telegram.market() == P1Market.BELGIUM,
        "p1 market=%s%s sub_meters=%s".formatted(telegram.market(), day, subMeters),
        channels,
        List.of());
  }

  private static Defect defect(P1Refusal why) {
    return switch (why) {
      case CUT -> Defect.TRUNCATED;
      case SURPLUS -> Defect.SURPLUS;
      case CHECKSUM, MAC_WRONG -> Defect.CHECKSUM;
      case EMPTY, START, CHECKSUM_MISSING, STRUCTURE, PROTECTION, KEY_MISSING -> Defect.OTHER;
    };
  }

  private static PortSpeech tic(byte[] bytes) {
    TicFrame frame = TicDecoder.frame(bytes);
    List<Unusable> defects =
        frame.damaged().stream()
            .map(damaged -> new Unusable(defect(damaged), damaged.reason()))
            .toList();
    if (frame.groups().isEmpty()) {
      return defects.isEmpty() ? new Unusable(Defect.OTHER, "an empty frame") : defects.getFirst();
    }
    return new Told(frame.at(), false, "tic", Map.of(0, frame.registers()), defects);
  }

  private static Defect defect(Damaged damaged) {
    return switch (damaged.why()) {
      case CUT -> Defect.TRUNCATED;
      case CHECKSUM -> Defect.CHECKSUM;
      case PARITY -> Defect.DAMAGED;
      case STRUCTURE, FORM -> Defect.OTHER;
    };
  }
}
