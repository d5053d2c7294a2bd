package eu.releve.cloud.ingest;

import static eu.releve.cloud.ingest.RunningIngest.REGISTERS;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.store.TestJournal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the collector learns of a building from the plan in a catalogue. */
class PlansTest {
  private final RunningIngest ingest;

  PlansTest() throws Exception {
    ingest = new RunningIngest();
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  private static String plan(String also) {
    return """
        site: site-gw-1
        zone: Europe/Zurich
        %s
        buses:
          - { id: cave, modbus-tcp: "tcp://127.0.0.1:502" }
        lots: [ { id: 3b, kind: dwelling } ]
        points:
          - { id: flat-3b, name: "3B", lot: 3b }
        meters:
          - { id: meter-1, point: flat-3b, bus: cave, unit: 1, profile: made-in-the-cellar,
              serial: "42", from: 2026-01-01 }
        """
        .formatted(also);
  }

  // Gateways have profiles of their own, and newer ones than the collector's.
  @Test
  void aPlanWithAProfileThatTheCollectorDoesNotKnowGivesItsPointsLotsAndZone() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 54, REGISTERS);
    journal.plan(plan("area-m2: 90"));
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.awaitReceipt(journal, 1);
    assertThat(ingest.text("select problem from site_plan")).isNull();
    assertThat(ingest.text("select zone || ' ' || area_m2 from building"))
        .isEqualTo("Europe/Zurich 90");
    assertThat(
            ingest.text(
                """
                select concat_ws(' ', p.name, l.name, m.profile, m.serial)
                from meter m join point p on p.id = m.point join lot l on l.id = p.lot"""))
        .isEqualTo("flat-3b 3b made-in-the-cellar 42");
  }

  // As an older collector left it: the newer one must not need another visit to the cellar.
  @Test
  void aPlanThatCouldNotBeFollowedIsReadAgainWhenACollectorStarts() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 55, REGISTERS);
    journal.plan(plan("lift: 4"));
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.offer(journal.gateway(), journal.readings(1));
    ingest.awaitReceipt(journal, 2);
    assertThat(ingest.text("select problem from site_plan")).contains(":3: lift: ");
    assertThat(ingest.store.plans().readAgain()).isZero();
    assertThat(ingest.number("select count(*) from point")).isZero();
    // The release that knows the key.
    ingest.execute("update site_plan set body = replace(body, 'lift: 4', 'area-m2: 80')");
    ingest.execute(
        "insert into quarter_hour select id, '2026-02-28 23:30Z', 1, 900000, 0 from register"
            + " order by id limit 1");
    assertThat(ingest.store.plans().readAgain()).isEqualTo(1);
    assertThat(ingest.store.plans().readAgain()).isZero();
    assertThat(ingest.text("select problem from site_plan")).isNull();
    assertThat(ingest.number("select area_m2 from building")).isEqualTo(80);
    assertThat(ingest.number("select count(*) from meter where point is not null")).isEqualTo(1);
    assertThat(ingest.text("select string_agg(day::text, ' ') from touched_day"))
        .isEqualTo("2026-03-01");
  }

  // Its quarter-hours stay as they are: nothing else says that its days and months are others.
  @Test
  void whatWasComputedOfABuildingThatMovesToAnotherZoneIsComputedAgain() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 56, REGISTERS);
    journal.plan(plan("area-m2: 90"));
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.awaitReceipt(journal, 1);
    ingest.execute(
        "insert into quarter_hour select id, '2026-02-28 23:30Z', 1, 900000, 0 from register"
            + " order by id limit 1");
    assertThat(ingest.number("select count(*) from touched_day")).isZero();
    journal.plan(plan("area-m2: 90").replace("Europe/Zurich", "Europe/London"));
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.awaitReceipt(journal, 2);
    assertThat(ingest.text("select zone from building")).isEqualTo("Europe/London");
    assertThat(ingest.text("select string_agg(day::text, ' ') from touched_day"))
        .isEqualTo("2026-02-28");
  }
}
