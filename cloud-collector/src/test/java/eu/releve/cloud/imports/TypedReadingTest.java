package eu.releve.cloud.imports;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.imports.TypedReading.Answer;
import eu.releve.cloud.imports.TypedReading.Which;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What somebody read on a display, in a real store. */
class TypedReadingTest extends SourcesRig {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};

  private TypedReading with(
      TypedReading one, String register, String unit, boolean exchanged, Optional<Photo> photo) {
    return new TypedReading(
        one.building(),
        one.meter(),
        RegisterName.parse(register),
        one.at(),
        one.value(),
        unit,
        exchanged,
        one.common(),
        photo,
        one.tells(),
        one.who(),
        one.reason());
  }

  private String refused(TypedReading typed) throws Exception {
    return imports.type(typed) instanceof Answer.Refused refused
        ? refused.what() + ": wanted " + refused.wanted() + ", found " + refused.found()
        : "not refused";
  }

  @Test
  void readingsOfANewMeterAreAHistoryWithTheirPhotoTheirAuthorAndTheirQuality() throws Exception {
    TypedReading first = typed("W-123", "2026-01-01T00:00:00Z", "100");
    assertThat(imports.type(first)).isInstanceOf(Answer.Stored.class);
    TypedReading second = typed("W-123", "2026-02-01T00:00:00Z", "104.5");
    Photo photo = Photo.of(PNG).orElseThrow();
    assertThat(imports.type(with(second, "water-volume", "m3", false, Optional.of(photo))))
        .isEqualTo(new Answer.Stored(2, "w-123", 104_500_000));
    derive();
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(4_500_000);
    // The fourth bit: typed by hand.
    assertThat(text("select string_agg(distinct quality::text, ' ') from reading")).isEqualTo("8");
    assertThat(number("select count(*) from audit where what = 'typed' and who = 'anne'"))
        .isEqualTo(2);
    assertThat(text("select type || ' ' || octet_length(bytes) || ' ' || import from photo"))
        .isEqualTo("image/png 11 2");
    assertThat(text("select l.kind from point p join lot l on l.id = p.lot")).isEqualTo("dwelling");
    // Whose it is has been asked of this name: another way to write the number is the same meter.
    assertThat(new Which.Bearing("W_123").identifier()).isEqualTo("w-123");
    assertThat(imports.type(second)).as("the same again").isEqualTo(new Answer.Known(2));
  }

  @Test
  void anIndexThatGoesBackIsRefusedWithBothNeighboursUnlessTheMeterWasExchanged() throws Exception {
    imports.type(typed("W-1", "2026-01-01T00:00:00Z", "100"));
    imports.type(typed("W-1", "2026-03-01T00:00:00Z", "120"));
    assertThat(refused(typed("W-1", "2026-02-01T00:00:00Z", "99")))
        .isEqualTo(
            "value: wanted an index between those around it, 100 m3 at 2026-01-01T00:00:00Z"
                + " before and 120 m3 at 2026-03-01T00:00:00Z after, or exchanged: true,"
                + " found 99 m3");
    assertThat(refused(typed("W-1", "2026-02-01T00:00:00Z", "121"))).contains("found 121 m3");
    assertThat(refused(typed("W-1", "2026-04-01T00:00:00Z", "3"))).contains("and nothing after");
    assertThat(imports.type(typed("W-1", "2026-02-01T00:00:00Z", "110")))
        .isInstanceOf(Answer.Stored.class);
    TypedReading exchanged = typed("W-1", "2026-04-01T00:00:00Z", "3");
    assertThat(imports.type(with(exchanged, "water-volume", "m3", true, Optional.empty())))
        .isInstanceOf(Answer.Stored.class);
    derive();
    // What was counted since the exchange is a lower bound.
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(23_000_000);
    assertThat(number("select max(quality) from quarter_hour")).isEqualTo(70);
  }

  @Test
  void whatNobodyCanHaveReadIsRefusedAndSaysWhy() throws Exception {
    TypedReading good = typed("W-1", "2026-01-01T00:00:00Z", "100");
    assertThat(refused(typed("W-1", "2026-06-01T10:00:01Z", "100")))
        .isEqualTo(
            "instant: wanted one from 2000 to 2026-06-01T10:00:00Z, found 2026-06-01T10:00:01Z");
    assertThat(refused(with(good, "water-volume", "gallon", false, Optional.empty())))
        .startsWith("unit: wanted m\u00b3, L")
        .endsWith("found gallon");
    assertThat(refused(with(good, "water-volume", "kWh", false, Optional.empty())))
        .isEqualTo("unit: wanted one of water-volume, found kWh");
    assertThat(refused(typed("W-1", "2026-01-01T00:00:00Z", "100.1234567")))
        .isEqualTo("value: wanted whole steps of 1 mL, found 100.1234567 m3");
    assertThat(refused(with(good, "outdoor-temperature", "degC", false, Optional.empty())))
        .isEqualTo("register: wanted one that counts, found outdoor-temperature");
    TypedReading unknown =
        new TypedReading(
            building,
            new Which.Named(new MeterId("no-such")),
            good.register(),
            good.at(),
            BigDecimal.ONE,
            "m3",
            false,
            false,
            Optional.empty(),
            true,
            "anne",
            "");
    assertThat(refused(unknown)).isEqualTo("meter: wanted one of the building, found no-such");
    assertThat(number("select count(*) from reading")).isZero();
    assertThat(Photo.of("GIF89a, or anything".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isEmpty();
    assertThat(Photo.of(new byte[Photo.BYTES_MAX + 1])).isEmpty();
  }

  @Test
  void aReadingOfAMeterThatIsMeasuredJoinsItsSeries() throws Exception {
    SampleBuilding sample = SampleBuilding.in(database, "chenes-3", "syndic-a");
    building = sample.building();
    int register = sample.register("active-energy-import", "active-energy-import", "Wh");
    sample.reading(register, Instant.parse("2026-02-01T00:00:00Z"), 500_000, sample.batch(1));
    TypedReading typed =
        new TypedReading(
            building,
            new Which.Named(new MeterId("main")),
            RegisterName.parse("active-energy-import"),
            Instant.parse("2026-01-01T00:00:00Z"),
            new BigDecimal("400"),
            "kWh",
            false,
            false,
            Optional.empty(),
            true,
            "anne",
            "handed over by the janitor");
    assertThat(imports.type(typed)).isInstanceOf(Answer.Stored.class);
    derive();
    assertThat(number("select sum(consumption) from quarter_hour where register = " + register))
        .isEqualTo(100_000);
    assertThat(text("select name from import"))
        .isEqualTo("active-energy-import of meter main: handed over by the janitor");
    assertThat(text("select coalesce(serial, 'none') from meter where name = 'main'"))
        .isEqualTo("none");
  }

  // A refusal would else be a way to read a dwelling's curve, one guess after the other.
  @Test
  void whatAGatewayReadIsNotToldToWhoMayNotSeeIt() throws Exception {
    SampleBuilding sample = SampleBuilding.in(database, "chenes-3", "syndic-a");
    building = sample.building();
    int register = sample.register("water-volume", "water-volume", "mL");
    number("update meter set serial = 'W-9' where name = 'main' returning id");
    sample.reading(register, Instant.parse("2026-02-01T07:15:00Z"), 123_456_789, sample.batch(1));
    imports.type(typed("W-9", "2026-01-01T00:00:00Z", "100"));
    TypedReading one = typed("W-9", "2026-01-15T00:00:00Z", "99");
    TypedReading blind =
        new TypedReading(
            building,
            one.meter(),
            one.register(),
            one.at(),
            one.value(),
            "m3",
            false,
            false,
            Optional.empty(),
            false,
            "anne",
            "");
    assertThat(refused(blind))
        .contains("100 m3 at 2026-01-01T00:00:00Z before and one of 2026-02-01 after")
        .doesNotContain("123.45");
    assertThat(refused(one)).contains("123.456789 m3 at 2026-02-01T07:15:00Z");
  }
}
