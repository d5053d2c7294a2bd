package eu.releve.cloud.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files of standard profiles: a whole year or nothing, each bad row named. */
class ProfileFileTest {
  private static final OffsetDateTime FIRST = OffsetDateTime.parse("2026-01-01T00:00:00+01:00");
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");

  private static String year(int minutes, int rows) {
    return IntStream.range(0, rows)
        .mapToObj(
            i ->
                FIRST
                        .plusMinutes((long) minutes * i)
                        .atZoneSameInstant(BRUSSELS)
                        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    + ";0,0001141552")
        .collect(Collectors.joining("\n"));
  }

  private static ProfileFile good(String text) {
    ProfileFile.Read read = ProfileFile.read(text);
    assertThat(read).isInstanceOf(ProfileFile.Read.Good.class);
    return ((ProfileFile.Read.Good) read).file();
  }

  private static List<String> bad(String text) {
    ProfileFile.Read read = ProfileFile.read(text);
    assertThat(read).isInstanceOf(ProfileFile.Read.Bad.class);
    return ((ProfileFile.Read.Bad) read).problems();
  }

  @Test
  void aYearOfQuartersHalvesOrHoursIsReadOverBothChangesOfClocks() {
    ProfileFile file = good("\uFEFFstarts;weight\r\n" + year(15, 35_040));
    assertThat(file.first()).isEqualTo(FIRST.toInstant());
    assertThat(file.step()).isEqualTo(Duration.ofMinutes(15));
    assertThat(file.weights()).hasSize(35_040).containsOnly(114_155_200L);
    assertThat(good(year(30, 17_520)).weights()).hasSize(17_520);
    assertThat(good(year(60, 8_784)).weights()).hasSize(8_784);
    assertThat(file.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void whatIsNoYearIsRefusedWithLineWantedAndFound() {
    String year = year(60, 8_760);
    assertThat(bad(year(60, 8_759)).getFirst())
        .contains("wanted a whole year of 365 or 366 days, found 2025-12-31T23:00:00Z to");
    assertThat(bad(year(20, 26_280)).getFirst()).contains("line 2: wanted a row 15, 30 or 60");
    assertThat(bad(year.replaceFirst("\n[^\n]*T05:00[^\n]*\n", "\n")).getFirst())
        .isEqualTo("line 6: wanted 2026-01-01T04:00:00Z, found 2026-01-01T05:00:00Z");
    assertThat(bad(year + "\n" + year.lines().toList().getLast()).getFirst())
        .startsWith("line 8761: wanted");
    assertThat(bad(year.replaceFirst(";0,0001141552", ";-1")).getFirst())
        .startsWith("line 1: weight: wanted a decimal from 0 to 100 with at most 12 digits")
        .endsWith("found '-1'");
    assertThat(bad(year.replaceFirst(";0,0001141552", ";100.1")).getFirst()).contains("'100.1'");
    assertThat(bad(year.replaceFirst("\\+01:00;", ";")).getFirst())
        .isEqualTo(
            "line 1: starts: wanted an instant such as 2026-01-01T00:00:00+01:00, found"
                + " '2026-01-01T00:00:00'");
    assertThat(bad(year.replace("0,0001141552", "0")))
        .containsExactly("weight: wanted one above zero, found none");
    assertThat(bad("starts;weight\n").getFirst()).isEqualTo("wanted the rows of a year, found 0");
    assertThat(bad("a;b;c\n" + year).getFirst())
        .isEqualTo("line 1: wanted starts;weight, found 'a;b;c'");
    assertThat(bad("x\n".repeat(50))).hasSize(20);
  }
}
