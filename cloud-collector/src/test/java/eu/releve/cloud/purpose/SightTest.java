package eu.releve.cloud.purpose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SightTest {
  private static final Instant NOW = Instant.parse("2026-03-31T10:00:00Z");

  @Test
  void anOrganisationSeesOfAFewHouseholdsMonthsThatAreOver() {
    for (int count : new int[] {1, 2, 10}) {
      Sight sight = Sight.of(Role.SYNDIC, new Households(count, false));
      assertThat(sight.purpose()).contains(Purpose.CHARGES);
      assertThat(sight.allows(Fineness.READING)).isFalse();
      assertThat(sight.allows(Fineness.DAY)).isFalse();
      assertThat(sight.allows(Fineness.MONTH)).isTrue();
      assertThat(sight.allows(Fineness.YEAR)).isTrue();
      assertThat(sight.allows(NOW, NOW)).isTrue();
      assertThat(sight.allows(NOW.plusMillis(1), NOW)).isFalse();
    }
  }

  @Test
  void whatTellsOfNoHouseholdIsSeenWhole() {
    for (Households households :
        new Households[] {Households.NONE, new Households(1, true), new Households(11, false)}) {
      Sight sight = Sight.of(Role.SYNDIC, households);
      assertThat(sight.allows(Fineness.READING)).isTrue();
      assertThat(sight.allows(Instant.MAX, NOW)).isTrue();
    }
  }

  @Test
  void anOperatorVerifiesReadings() {
    Sight sight = Sight.of(Role.OPERATOR, Households.ONE);
    assertThat(sight.purpose()).contains(Purpose.VERIFICATION);
    assertThat(sight.allows(Fineness.READING)).isTrue();
    assertThat(sight.allows(Instant.MAX, NOW)).isTrue();
  }

  @Test
  void aRegisterThatSaysSomethingElseThanWhatIsEnforcedStopsTheStart() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      Register register = new Register(database.listening());
      register.verify();
      try (Connection connection = database.ingest().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("set role releve_owner");
        statement.execute("update purpose set finest = 'day' where id = 'charges'");
        statement.execute("set role releve_ingest");
      }
      assertThatThrownBy(register::verify).hasMessageContaining("charges", "day", "month");
    }
  }
}
