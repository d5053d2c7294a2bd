package eu.releve.provisioning.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import eu.releve.provisioning.draft.RowProblem.What;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines are those that the scans print. */
class ScanListTest {
  private static final String WATER = "id: water, mbus: \"tcp://10.0.0.7:10001\"";
  private static final String CELLAR = "id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600";
  private static final String SETTINGS = "\"baud\":9600,\"parity\":\"none\",\"stop\":1";

  private static Drafting draft(String bus, String... lines) throws Exception {
    Order order = MeterListTest.order(bus);
    return ScanList.draft(
        List.of(new ScanList.Scan(order.buses().getFirst(), "scan.json", String.join("\n", lines))),
        order);
  }

  private static String modbus(int unit, String settings, String profiles, String more) {
    return "{\"found\":\"meter\",\"unit\":%d,%s,\"recognised\":true,\"profiles\":[%s],\"sunspec\":[],%s\"objects\":[],\"displayed\":[]}"
        .formatted(unit, settings, profiles, more);
  }

  private static String mbus(String secondary, int address, String number) {
    return "{\"found\":\"meter\",\"place\":\"secondary %s\",\"baud\":2400,\"address\":%d,\"secondary\":\"%s\",\"identification\":\"%s\",\"manufacturer\":\"KAM\",\"version\":8,\"medium\":4,\"whole\":true,\"registers\":[],\"refused\":[]}"
        .formatted(secondary, address, secondary, number);
  }

  @Test
  void metersOfALineComeWithAddressProfileAndSerial() throws Exception {
    Drafting drafting =
        draft(
            CELLAR,
            modbus(5, SETTINGS, "{\"profile\":\"eastron-sdm630\"}", "\"serial\":\"00012345\","),
            modbus(6, SETTINGS, "{\"profile\":\"abb-b23\"},{\"profile\":\"abb-a43\"}", ""),
            modbus(7, SETTINGS, "", ""),
            "{\"found\":\"several\",\"unit\":9," + SETTINGS + "}");
    Draft draft = ((Drafting.Drafted) drafting).draft();
    assertThat(draft.text())
        .contains("unit: 5, profile: eastron-sdm630, serial: \"00012345\"")
        .containsPattern("point: electricite-00012345, .*")
        .contains("# à nommer")
        .containsPattern("unit: 6, profile: abb-b23, .*# .* abb-b23, abb-a43")
        .containsPattern("\n# bus cellar.*unit 7")
        .containsPattern("\n# bus cellar.*unit 9");
    assertThat(((Drafting.Drafted) drafting).notices())
        .extracting(Drafting.Notice::what)
        .containsExactly(
            Drafting.Notice.What.PROFILE_SEVERAL,
            Drafting.Notice.What.LEFT_OUT,
            Drafting.Notice.What.CONFUSED);
  }

  @Test
  void aScanAtOtherSettingsThanTheBusIsRefused() throws Exception {
    Drafting drafting =
        draft(
            CELLAR,
            modbus(
                5,
                "\"baud\":19200,\"parity\":\"even\",\"stop\":1",
                "{\"profile\":\"abb-b23\"}",
                ""));
    assertThat(((Drafting.Refused) drafting).problems())
        .containsExactly(
            new RowProblem(
                1,
                "",
                What.SETTINGS_OTHER,
                List.of("baud: 19200, parity: even, stop: 1", "cellar")));
  }

  @Test
  void anMbusMeterIsCalledByAsMuchOfItsAddressAsTellsItFromOthers() throws Exception {
    Drafting drafting =
        draft(
            WATER,
            mbus("123456782D2C0804", 253, "12345678"),
            mbus("223456782D2C0804", 253, "22345678"),
            mbus("223456782D2C0904", 253, "22345678"),
            mbus("323456782D2C0804", 11, "32345678"),
            mbus("323456782D2C0804", 12, "32345678"),
            "{\"found\":\"mute\",\"place\":\"primary 9\",\"baud\":2400}");
    Draft draft = ((Drafting.Drafted) drafting).draft();
    assertThat(draft.meters())
        .extracting(meter -> meter.address().toString())
        .containsExactly(
            "secondary 12345678",
            "secondary 223456782D2C0804",
            "secondary 223456782D2C0904",
            "primary 11",
            "primary 12");
    assertThat(draft.meters().getFirst().serial()).contains("12345678");
    assertThat(draft.meters().getFirst().profile()).isPresent();
    assertThat(draft.text()).containsPattern("\n# bus water.*primary 9");
  }

  @Test
  void whatIsNoFindingIsNamedByItsLine() throws Exception {
    Drafting drafting =
        draft(
            CELLAR,
            "nonsense",
            "[1]",
            modbus(300, SETTINGS, "{\"profile\":\"abb-b23\"}", ""),
            mbus("123456782D2C0804", 1, "12345678"));
    assertThat(((Drafting.Refused) drafting).problems())
        .extracting(RowProblem::row, RowProblem::what)
        .containsExactlyInAnyOrder(
            tuple(1, What.SCAN_UNREADABLE),
            tuple(2, What.SCAN_UNREADABLE),
            tuple(3, What.SCAN_UNREADABLE),
            tuple(4, What.PROFILE_OTHER_BUS));
  }
}
