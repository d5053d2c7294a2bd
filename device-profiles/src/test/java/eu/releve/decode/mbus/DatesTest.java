package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates and times of EN 13757-3, annex A. */
class DatesTest {
  // EN 13757-3:2018, table A.6: type G has no bits of a century, its years count from 2000.
  // EN 13757-3, annex A, type K: hour 2, zone 1; day 31, used; day 31, 1 h forward; March, October.
  @Test
  void aRuleOfSummerTimeIsReadAndIsNoReading() {
    MbusValue.SummerTime rule = (MbusValue.SummerTime) value("04FD72229FBFA3");
    assertThat(rule)
        .isEqualTo(
            new MbusValue.SummerTime(
                true,
                MonthDay.of(3, 31),
                MonthDay.of(10, 31),
                OptionalInt.of(2),
                1,
                OptionalInt.of(1)));
    assertThat(rule.rule()).isEqualTo("03-31 to 10-31 at 02:00, +1 h");
    assertThat(value("04FD725F2F2146"))
        .isEqualTo(
            new MbusValue.SummerTime(
                false,
                MonthDay.of(6, 15),
                MonthDay.of(4, 1),
                OptionalInt.empty(),
                -1,
                OptionalInt.of(10)));
    assertThat(value("04FD7201020304")).isInstanceOf(MbusValue.Invalid.class);
    assertThat(value("04FD7218010111")).isInstanceOf(MbusValue.Invalid.class);
    assertThat(value("02FD720102")).isInstanceOf(MbusValue.Opaque.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 2000-12-31", "80, 2080-12-31", "81, 2081-12-31", "99, 2099-12-31"})
  void aDayIsOfThisCentury(int year, LocalDate day) {
    assertThat(value("426C" + day(31, 12, year))).isEqualTo(new MbusValue.Day(day));
  }

  // Type F has two bits of a century; old meters leave them 0 and count on.
  @ParameterizedTest
  @CsvSource({
    "0, 96, 1996-12-31T10:05",
    "0, 81, 1981-12-31T10:05",
    "0, 80, 2080-12-31T10:05",
    "0, 14, 2014-12-31T10:05",
    "1, 96, 2096-12-31T10:05",
    "1, 14, 2014-12-31T10:05",
    "2, 14, 2114-12-31T10:05"
  })
  void aMinuteIsOfTheCenturyThatItSays(int century, int year, LocalDateTime at) {
    String hex = "046D" + "05" + byteOf(10 | century << 5) + day(31, 12, year);
    assertThat(value(hex)).isEqualTo(new MbusValue.Moment(at, false));
  }

  @ParameterizedTest
  @CsvSource({
    "426CE1F1, every year: *-01-01",
    "426CE1FF, every month: *-*-01",
    "426CE0FF, every day: *-*-*",
    "426C200F, every day: 2001-*-*",
    "426C3F1F, every month: 2009-*-31",
    "046D0000E1F1, every year: *-01-01 00:00",
    "046D0006E1FF, every month: *-*-01 06:00",
    "046D0006E0FF, every day: *-*-* 06:00",
    "046D3F06E0FF, every minute: *-*-* 06:*",
    "046D1E1FE0FF, every hour: *-*-* *:30",
    "036C3F0F0C, every second: 12:15:*",
    "036C00001F, every hour: *:00"
  })
  void whatComesBackIsARule(String hex, String rule) {
    assertThat(value(hex)).isEqualTo(new MbusValue.Recurring(rule));
  }

  @Test
  void aTimeOfTheDayHasSeconds() {
    assertThat(value("036C3B0F0C")).isEqualTo(new MbusValue.TimeOfDay(LocalTime.of(12, 15, 59)));
  }

  // All ones, the bit "invalid", what no calendar has, and what type I does not specify.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "426C0000",
        "426CFFFF",
        "426C3E12",
        "426C1F14",
        "426C81CD",
        "046D808BCD13",
        "046D0018CD13",
        "046D3CCBCD13",
        "046DFFFFFFFF",
        "036CFFFFFF",
        "036C3C0000",
        "066D221A0000000A",
        "066D229A0010110A",
        "066D221A00E0F10A"
      })
  void whatIsNoDateIsInvalid(String hex) {
    assertThat(value(hex)).isInstanceOf(MbusValue.Invalid.class);
  }

  // Listening windows (type L) and dates of variable length (type M).
  @ParameterizedTest
  @ValueSource(strings = {"0DFD73EB0102030405060708090A0B", "0D6DE401020304"})
  void whatIsNoDateOfATypeReadHereIsKeptAsBytes(String hex) {
    assertThat(value(hex)).isInstanceOf(MbusValue.Opaque.class);
  }

  private static String day(int day, int month, int year) {
    return byteOf(day | (year & 0x07) << 5) + byteOf(month | (year & 0x78) << 1);
  }

  private static String byteOf(int value) {
    return String.format(Locale.ROOT, "%02X", value);
  }

  private static MbusValue value(String hex) {
    MbusAnswer answer =
        MbusDecoder.application(0x78, HexFormat.of().parseHex(hex), Optional.empty());
    return ((Telegram) answer).records().getFirst().value();
  }
}
