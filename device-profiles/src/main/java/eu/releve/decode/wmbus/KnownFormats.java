package eu.releve.decode.wmbus;

import java.util.HexFormat;
import java.util.List;

/**
 * Formats of meters that send compact frames, from full frames of theirs that are published: a
 * compact frame is then read before the next full one, which comes once in eight telegrams or
 * never. The signature is the checksum of the heads themselves, so none can be wrong unseen.
 */
final class KnownFormats {
  /** Kamstrup's heat, cold, water and electricity meters of several generations. */
  static final List<byte[]> ALL =
      List.of(
              "040404843C042B04AB3C",
              "040E04FF0704FF08041384401484804014043B0259025D142D84100E84200E04FF22026C440E4413"
                  + "C44014C4804014426C",
              "040F04FF0704FF08041484401484804014043B0259025D142D84100F84200F04FF22026C440F4414"
                  + "C44014C4804014426C",
              "02F9FF15040604EEFF0704EEFF08041402FD17026C426C44064414043B0259025D",
              "040604FF0704FF08041402FD17043B0259025D",
              "040604FF0704FF080414043B0259025D04FF22026C44064414426C",
              "0406041404FF0704FF080259025D023B02FF22026C44064414426C",
              "0405041304FF0704FF080259025D023B02FF22026C44054413426C",
              "04FB09041604FF22043C0259025D84401484804014042E026C426C44FB09543C",
              "030E430E0313426C022D01FF21",
              "030F430F0314426C022D01FF21",
              "030643060314426C022D01FF21",
              "02FF2004134413615B6167",
              "02FF20041392013BA1015B8101E7FF0F",
              "04FF2304134413426C023B92013BA2013B06FF1BA1015B91015BA10167",
              "04FF234413523B06FF1B426C61675167023B04138101E7FF0F",
              "22691269026905FF0905FF0A02FD17")
          .stream()
          .map(HexFormat.of()::parseHex)
          .toList();

  private KnownFormats() {}
}
