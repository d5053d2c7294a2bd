package eu.releve.cloud.ingest;

import static eu.releve.cloud.ingest.RunningIngest.REGISTERS;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.store.TestJournal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plan that cannot be is refused with its reason, and takes nothing with it. */
class BadPlansTest {
  private static final String PLAN =
      """
      site: site-gw-1
      zone: Europe/Zurich
      buses:
        - { id: cave, modbus-tcp: "127.0.0.1:502" }
      points:
        - { id: main, name: "Main" }
        - { id: lift, name: "Lift" }
      meters:
        - { id: meter-1, point: main, bus: cave, unit: 1, profile: unknown, ct: 200/5, from: 2026-01-01 }
        - { id: meter-2, point: lift, bus: cave, unit: 2, profile: unknown, from: 2026-02-01 }
      """;

  private final RunningIngest ingest;

  BadPlansTest() throws Exception {
    ingest = new RunningIngest();
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  /** A good plan and readings; then another plan and more readings. */
  private void refused(String plan, String reason) throws Exception {
    TestJournal journal = new TestJournal("gw-1", 61, REGISTERS);
    journal.plan(PLAN);
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.offer(journal.gateway(), journal.readings(1));
    ingest.awaitReceipt(journal, 2);
    assertThat(ingest.text("select problem from site_plan")).isNull();
    assertThat(plan).isNotEqualTo(PLAN);
    journal.plan(plan);
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.offer(journal.gateway(), journal.readings(2));
    ingest.awaitReceipt(journal, 4);
    assertThat(ingest.text("select problem from site_plan order by version desc limit 1"))
        .isEqualTo("plan of site-gw-1:" + reason);
    assertThat(ingest.number("select count(*) from reading"))
        .as("what is read is stored, whatever the plan says")
        .isEqualTo(2L * REGISTERS);
    assertThat(
            ingest.text(
                """
                select string_agg(concat_ws(' ', m.name, p.name, m.installed_from, b.zone), ', '
                  order by m.name)
                from meter m join point p on p.id = m.point join building b on b.id = m.building"""))
        .as("the plan before it holds")
        .isEqualTo("meter-1 main 2026-01-01 Europe/Zurich, meter-2 lift 2026-02-01 Europe/Zurich");
    assertThat(ingest.number("select count(*) from quarantine")).isZero();
  }

  // Both count active-energy-import: the main would have used twice what it used.
  @Test
  void aPlanWhoseDatesOverlapAtOnePointIsRefused() throws Exception {
    refused(
        PLAN.replace("point: lift, bus", "point: main, bus"),
        "10: from: wanted days of point main on which meter meter-1 does not count"
            + " active-energy-import as well, found 2026-02-01, while that one is there from"
            + " 2026-01-01 on");
  }

  @Test
  void aPlanWithAMeterThatEndsBeforeItBeginsIsRefused() throws Exception {
    refused(
        PLAN.replace("from: 2026-02-01", "from: 2026-02-01, to: 2026-01-31"),
        "10: to: wanted one that can be, found meter meter-2: ends before it begins");
  }

  @Test
  void aPlanWithAMultiplierOfZeroIsRefused() throws Exception {
    refused(
        PLAN.replace("ct: 200/5", "ct: 0/5"), "9: ct: wanted a ratio such as 200/5, found '0/5'");
  }

  @Test
  void aPlanWithAZoneThatDoesNotExistIsRefused() throws Exception {
    refused(
        PLAN.replace("Europe/Zurich", "Europe/Zuerich"),
        "2: zone: wanted a time zone such as Europe/Brussels, found 'Europe/Zuerich': no region"
            + " of the time zone database");
  }

  @Test
  void anExchangeOnOneDayIsNoOverlap() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 62, REGISTERS);
    journal.plan(
        PLAN.replace("from: 2026-01-01 }", "from: 2026-01-01, to: 2026-02-01 }")
            .replace("point: lift, bus", "point: main, bus"));
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.awaitReceipt(journal, 1);
    assertThat(ingest.text("select problem from site_plan")).isNull();
    assertThat(ingest.number("select count(distinct point) from meter where point is not null"))
        .isEqualTo(1);
  }
}
