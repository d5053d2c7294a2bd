package eu.releve.provisioning.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import eu.releve.document.DocumentException;
import eu.releve.measure.SiteId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.command.Surroundings;
import eu.releve.provisioning.draft.RowProblem.What;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.InstalledMeter;
import eu.releve.provisioning.site.SitePlans;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class MeterListTest {
  static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
  private static final String WATER = "id: water, mbus: \"tcp://10.0.0.7:10001\"";
  private static final String CELLAR = "id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600";

  static Order order(String... buses) throws DocumentException {
    List<Bus> read = new ArrayList<>();
    for (String bus : buses) {
      read.add(SitePlans.bus("--bus", bus));
    }
    return new Order(
        new SiteId("tilleuls-12"),
        ZoneId.of("Europe/Brussels"),
        read,
        TODAY,
        Profiles.bundled(),
        Messages.load(Surroundings.class, Locale.FRENCH));
  }

  private static Drafting draft(String text, String... buses) throws Exception {
    return MeterList.draft(
        "list.csv", text.getBytes(StandardCharsets.UTF_8), Map.of(), order(buses));
  }

  private static Draft drafted(Drafting drafting) {
    assertThat(drafting).isInstanceOf(Drafting.Drafted.class);
    return ((Drafting.Drafted) drafting).draft();
  }

  private static List<RowProblem> refused(Drafting drafting) {
    assertThat(drafting).isInstanceOf(Drafting.Refused.class);
    return ((Drafting.Refused) drafting).problems();
  }

  @Test
  void aListOfEachLanguageIsUnderstood() throws Exception {
    Map<String, String> lists =
        Map.of(
            "fr",
                "N° de série;Adresse;Appartement;Fluide;Marque;Modèle;Emplacement;Période\n00123456;7;3B;Eau froide;Itron;BM +M;Gaine 3;1h\n",
            "nl",
                "Meternummer\tAdres\tWoning\tSoort\tMerk\tType\tPlaats\tMeetinterval\n00123456\t7\t3B\tWater\tItron\tBM +M\tSchacht 3\t1 uur\n",
            "de",
                "Zählernummer;Busadresse;Wohnung;Medium;Hersteller;Typ;Einbauort;Intervall\n00123456;7;3B;Wasser;Itron;BM +M;Schacht 3;1 Std.\n",
            "en",
                "Serial number,Address,Flat,Medium,Maker,Model,Location,Period\n00123456,7,3B,Cold water,Itron,BM +M,Shaft 3,60 min\n");
    for (Map.Entry<String, String> list : lists.entrySet()) {
      Draft draft = drafted(draft(list.getValue(), WATER));
      InstalledMeter meter = draft.meters().getFirst();
      assertThat(meter.serial()).as(list.getKey()).contains("00123456");
      assertThat(meter.address()).isEqualTo(new Address.Primary(7));
      assertThat(meter.profile()).hasToString("Optional[itron-bm-plus-m]");
      assertThat(meter.period()).isEqualTo(Duration.ofHours(1));
      assertThat(meter.particulars().place().orElseThrow()).endsWith(" 3");
      assertThat(draft.lots()).hasSize(1);
      assertThat(draft.text()).contains("lot: 3b").doesNotContain("nommer");
    }
  }

  @Test
  void textsOfWindowsAreReadAsTheyAreMeant() throws Exception {
    byte[] bytes =
        "Numéro de série;Adresse;Désignation\n1;4;Électricité été\n"
            .getBytes(Charset.forName("windows-1252"));
    Draft draft = drafted(MeterList.draft("l.csv", bytes, Map.of(), order(WATER)));
    assertThat(draft.points().getFirst().name()).isEqualTo("Électricité été");
  }

  @Test
  void titlesAboveEmptyRowsQuotesAndOrderOfColumnsDoNotMatter() throws Exception {
    String list =
        "Résidence Les Tilleuls\n\nNom;Profil;Unit;Bus;CT;Mise en service\n"
            + "\"Ascenseur; \"\"A\"\"\";eastron-sdm630;3;cellar;200/5 A;01/03/2026\n\n";
    Draft draft = drafted(draft(list, CELLAR, WATER));
    assertThat(draft.points().getFirst().name()).isEqualTo("Ascenseur; \"A\"");
    assertThat(draft.meters().getFirst().from()).isEqualTo("2026-03-01");
    assertThat(draft.meters().getFirst().ratio().primary()).isEqualTo(200);
  }

  @Test
  void eachBadRowIsNamedWithItsColumnAndNoneIsTaken() throws Exception {
    String list =
        """
        serial;unit;bus;profile;medium;ct;period;from
        A1;1;cellar;eastron-sdm630;;;;
        A2;248;cellar;eastron-sdm630;;;;
        A3;;cellar;eastron-sdm630;;;;
        A4;4;attic;eastron-sdm630;;;;
        A5;5;cellar;eastron-sdm6300;;;;
        A6;6;cellar;itron-bm-plus-m;;;;
        A7;7;cellar;eastron-sdm630;wasser;;;
        A8;8;cellar;eastron-sdm630;;200;;
        A9;9;cellar;eastron-sdm630;;;2 days;
        B1;10;cellar;eastron-sdm630;;;;31/02/2026
        B2;11;cellar;;;;;
        B3;12;;eastron-sdm630;;;;
        B4;13;cellar;eastron-sdm630;plasma;;;
        """;
    assertThat(refused(draft(list, CELLAR, WATER)))
        .extracting(problem -> problem.row() + " " + problem.column() + " " + problem.what())
        .containsExactly(
            "3 unit ADDRESS_WRONG",
            "4 unit ADDRESS_MISSING",
            "5 bus BUS_UNKNOWN",
            "6 profile PROFILE_UNKNOWN",
            "7 profile PROFILE_OTHER_BUS",
            "8 medium MEDIUM_OTHER",
            "9 ct RATIO_WRONG",
            "10 period PERIOD_WRONG",
            "11 from DATE_WRONG",
            "12 profile PROFILE_MISSING",
            "13 bus BUS_MISSING",
            "14 medium MEDIUM_UNKNOWN");
  }

  @Test
  void whatTheLoaderRefusesIsNamedByItsRow() throws Exception {
    String list = "serial;unit;profile\nA1;1;abb-b23\n\nA2;1;abb-b23\n";
    assertThat(refused(draft(list, CELLAR)))
        .extracting(RowProblem::row, RowProblem::column, RowProblem::what)
        .containsExactly(tuple(4, "unit", What.REFUSED));
  }

  @Test
  void zerosOfASpreadsheetAreKeptWhereTheFileHasThemAndMissedWhereNot() throws Exception {
    String head =
        "<row r=\"1\">"
            + Sheets.text("A1", "N° de série")
            + Sheets.text("B1", "Adresse secondaire")
            + Sheets.text("C1", "Date de pose")
            + "</row>";
    byte[] good =
        Sheets.xlsx(
            head
                + "<row r=\"2\">"
                + Sheets.text("A2", "00123456")
                + Sheets.text("B2", "00123456")
                + Sheets.number("C2", "46082", 2)
                + "</row>"
                + "<row r=\"4\">"
                + Sheets.number("A4", "234567", 1)
                + Sheets.number("B4", "234567", 1)
                + "</row>"
                + "<row r=\"5\">"
                + Sheets.number("A5", "345678", 0)
                + Sheets.number("B5", "12345678", 0)
                + "</row>");
    Drafting drafting = MeterList.draft("l.xlsx", good, Map.of(), order(WATER));
    assertThat(drafted(drafting).meters())
        .extracting(meter -> meter.serial().orElseThrow() + " " + meter.address())
        .containsExactly(
            "00123456 secondary 00123456",
            "00234567 secondary 00234567",
            "345678 secondary 12345678");
    assertThat(drafted(drafting).meters().getFirst().from()).isEqualTo("2026-03-01");
    assertThat(((Drafting.Drafted) drafting).notices())
        .containsExactly(
            new Drafting.Notice(5, Drafting.Notice.What.SERIAL_NUMBER, List.of("345678")));
    byte[] lost =
        Sheets.xlsx(
            head
                + "<row r=\"2\">"
                + Sheets.text("A2", "1")
                + Sheets.number("B2", "123456", 0)
                + "</row>");
    assertThat(refused(MeterList.draft("l.xlsx", lost, Map.of(), order(WATER))))
        .extracting(RowProblem::what)
        .containsExactly(What.ZEROS_LOST);
  }

  @Test
  void aNumberThatTextKeepsByATrickKeepsItsZeros() throws Exception {
    Draft draft = drafted(draft("serial;primary\n=\"00000012\";1\n'00000013;2\n", WATER));
    assertThat(draft.meters())
        .extracting(InstalledMeter::serial)
        .containsExactly(Optional.of("00000012"), Optional.of("00000013"));
  }

  @Test
  void anMbusMeterWithoutAddressIsCalledByItsEightDigits() throws Exception {
    Drafting drafting = draft("serial;lot\n12345678;3B\n", WATER);
    assertThat(drafted(drafting).meters().getFirst().address())
        .isEqualTo(new Address.Secondary("12345678"));
    assertThat(((Drafting.Drafted) drafting).notices())
        .extracting(Drafting.Notice::what)
        .containsExactly(Drafting.Notice.What.SECONDARY_FROM_SERIAL);
  }

  @Test
  void aMapSaysWhatOnlyThisListCallsSo() throws Exception {
    Map<Column, String> map =
        MeterList.map("map.yaml", "serial: \"Zählernr. (alt)\"\nprimary: Ader\n");
    byte[] list = "Zählernr. (alt);Seriennummer;Ader\nA1;B1;5\n".getBytes(StandardCharsets.UTF_8);
    Draft draft = drafted(MeterList.draft("l.csv", list, map, order(WATER)));
    assertThat(draft.meters().getFirst().serial()).contains("A1");
    assertThatThrownBy(() -> MeterList.map("map.yaml", "serials: x\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageStartingWith("map.yaml:1: serials: wanted serial");
  }

  /** A file, and why it is refused. */
  private record NoList(byte[] bytes, TableException.Why why) {}

  @Test
  void whatIsNoListIsRefusedAndSaysWhy() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
      Sheets.put(zip, "xl/sharedStrings.xml", "0".repeat(101 << 20));
    }
    List<NoList> files = new ArrayList<>();
    files.add(new NoList(new byte[0], TableException.Why.NO_HEADER));
    files.add(
        new NoList(
            "a;b;c\n1;2;3\n".getBytes(StandardCharsets.UTF_8), TableException.Why.NO_HEADER));
    files.add(
        new NoList("serial;unit\n".getBytes(StandardCharsets.UTF_8), TableException.Why.EMPTY));
    files.add(
        new NoList(
            "serial;serial number;unit\nA;B;1\n".getBytes(StandardCharsets.UTF_8),
            TableException.Why.COLUMN_TWICE));
    files.add(
        new NoList(
            "serial;unit\n\"A;1\n".getBytes(StandardCharsets.UTF_8),
            TableException.Why.UNREADABLE));
    files.add(
        new NoList(
            new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0},
            TableException.Why.UNREADABLE));
    files.add(new NoList(new byte[(10 << 20) + 1], TableException.Why.TOO_LARGE));
    files.add(new NoList(bomb.toByteArray(), TableException.Why.TOO_LARGE));
    files.add(
        new NoList(
            ("serial;unit\n" + "A;1\n".repeat(10_001)).getBytes(StandardCharsets.UTF_8),
            TableException.Why.TOO_MANY_ROWS));
    for (NoList file : files) {
      assertThatThrownBy(() -> MeterList.draft("l", file.bytes(), Map.of(), order(WATER)))
          .as("%s", file.why())
          .isInstanceOfSatisfying(
              TableException.class, none -> assertThat(none.why()).isEqualTo(file.why()));
    }
  }

  // Cut or altered anywhere it is refused, or read; nothing else may happen.
  @Test
  void aSpreadsheetThatSomebodyHasTamperedWithIsRefusedOrRead() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("meter list: seed " + seed);
    Random random = new Random(seed);
    byte[] whole =
        Sheets.xlsx(
            "<row r=\"1\">"
                + Sheets.text("A1", "serial")
                + Sheets.text("B1", "primary")
                + "</row>"
                + "<row r=\"2\">"
                + Sheets.text("A2", "00123456")
                + Sheets.number("B2", "7", 0)
                + "</row>");
    for (int round = 0; round < 100; round++) {
      byte[] bytes =
          Arrays.copyOf(whole, random.nextBoolean() ? whole.length : random.nextInt(whole.length));
      for (int i = 0; bytes.length > 0 && i < random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Drafting drafting = MeterList.draft("l.xlsx", bytes, Map.of(), order(WATER));
        assertThat(drafting).as("seed %d round %d", seed, round).isNotNull();
      } catch (TableException refused) {
        assertThat(refused.why()).as("seed %d round %d", seed, round).isNotNull();
      }
    }
  }

  @Test
  void thePageListsEveryColumnWithEveryName() throws Exception {
    String page = Files.readString(Path.of("SITE-TOOLS.md"));
    for (Column column : Column.values()) {
      assertThat(page)
          .contains("| `%s` | %s |".formatted(column.id(), String.join(", ", column.names())));
      for (String name : column.names()) {
        assertThat(Column.named(name)).as(name).contains(column);
      }
    }
  }

  private static String found(String address, String profile, String serial) {
    return "{\"found\":\"meter\",%s,\"baud\":9600,\"parity\":\"none\",\"stop\":1,\"profiles\":[%s]%s}\n"
        .formatted(
            address,
            profile.isEmpty() ? "" : "{\"profile\":\"" + profile + "\"}",
            serial.isEmpty() ? "" : ",\"serial\":\"" + serial + "\"");
  }

  private static Drafting both(String list, String cellar, String water) throws Exception {
    Order order = order(CELLAR, WATER);
    return MeterList.draft(
        "list.csv",
        list.getBytes(StandardCharsets.UTF_8),
        Map.of(),
        List.of(
            new ScanList.Scan(order.buses().getFirst(), "cellar.json", cellar),
            new ScanList.Scan(order.buses().getLast(), "water.json", water)),
        order);
  }

  @Test
  void aListSaysWhatIsWhereAndScansHowItIsCalled() throws Exception {
    String cellar =
        found("\"unit\":1", "eastron-sdm120", "19274881")
            + found("\"unit\":2", "abb-b23", "")
            + found("\"unit\":3", "eastron-sdm72d-m-2", "77");
    String water =
        "{\"found\":\"meter\",\"place\":\"x\",\"baud\":2400,\"address\":0,\"secondary\":\"001234562D2C0804\",\"identification\":\"00123456\",\"manufacturer\":\"KAM\",\"version\":8,\"medium\":4}\n";
    String list =
        """
        serial;bus;unit;lot;name;parent
        0019274881;;;1A;;Compteur général
        ;cellar;2;;Compteur général;
        123456;;;1A;;
        """;
    Drafting drafting = both(list, cellar, water);
    assertThat(drafted(drafting).meters())
        .extracting(meter -> meter.bus() + " " + meter.address() + " " + meter.profile())
        .containsExactly(
            "cellar unit 1 Optional[eastron-sdm120]",
            "cellar unit 2 Optional[abb-b23]",
            "water secondary 00123456 Optional[kamstrup-multical-601]",
            "cellar unit 3 Optional[eastron-sdm72d-m-2]");
    assertThat(drafted(drafting).points().getFirst().parent())
        .contains(drafted(drafting).points().get(1).id());
    assertThat(((Drafting.Drafted) drafting).notices())
        .containsExactly(
            new Drafting.Notice(3, Drafting.Notice.What.NOT_LISTED, List.of("cellar", "77")));
  }

  @Test
  void whatTheScansContradictIsAWrongRow() throws Exception {
    String cellar =
        found("\"unit\":1", "eastron-sdm120", "19274881")
            + found("\"unit\":2", "eastron-sdm120", "19274882");
    String list =
        """
        serial;bus;unit;name;parent
        19274881;cellar;2;a;
        19274883;cellar;2;b;
        19274884;cellar;;c;
        """;
    assertThat(refused(both(list, cellar, "")))
        .extracting(RowProblem::row, RowProblem::what)
        .containsExactly(
            tuple(2, What.FOUND_ELSEWHERE), tuple(3, What.FOUND_OTHER), tuple(4, What.NOT_FOUND));
    assertThat(refused(both("serial;name;parent\n19274881;a;attic\n19274882;b;a\n", cellar, "")))
        .containsExactly(new RowProblem(2, "parent", What.PARENT_UNKNOWN, List.of("attic")));
  }
}
