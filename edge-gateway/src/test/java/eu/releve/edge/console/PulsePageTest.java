package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.PulseView;
import eu.releve.edge.poll.PulseView.MeterPulses;
import eu.releve.edge.pulse.PulseInput;
import eu.releve.edge.telegram.Shown;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.Endpoint;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A meter that gives pulses, as the console shows it and takes its index. */
class PulsePageTest {
  private static final PulseInput.Counts CALM = new PulseInput.Counts(12, 0, 99, 0, 0, 0, false);
  private static final PulseInput.Counts STORM =
      new PulseInput.Counts(12, 5, 9_999, 7, 2, 9_000, true);

  private final Map<MeterId, BigDecimal> typed = new HashMap<>();

  @Test
  void thePageSaysHowManyPulsesCameAndWhen() {
    String page = page(status(CALM, Condition.ANSWERS, ""), "en");
    assertThat(page)
        .contains("<dt>Pulses since counting began</dt><dd>112</dd>")
        .contains("<dt>Last pulse</dt><dd>5\u00a0s ago</dd>")
        .contains("<dd>99 for 12 pulses</dd>")
        .contains("at most 100 counted pulses, none of them older than 10 seconds")
        .contains("action=\"/meters/h1/index\"")
        .doesNotContain("Edges lost")
        .doesNotContain("Pulses too soon")
        .doesNotContain("Storms");
  }

  @Test
  void aStormAndLostEdgesAreToldInWords() {
    Status status = status(STORM, Condition.NONSENSE, "storm: more than 2000 edges");
    assertThat(page(status, "en"))
        .contains("<dd>7: the gateway came too late, pulses may be missing</dd>")
        .contains("<dd>2, with 9,000 edges of which none was counted</dd>")
        .contains("<dt>Pulses too soon</dt><dd>5, ")
        .contains("storm of pulses");
    assertThat(page(status, "fr")).contains("tempête d&#39;impulsions").contains("Fronts perdus");
    assertThat(OverviewPage.of(status, Words.wanted("fr")))
        .contains("vient plus que ce que donne un compteur");
  }

  @Test
  void aLineThatCannotBeHadIsAFaultOfItsOwn() {
    String page =
        OverviewPage.of(
            status(CALM, Condition.BUS_DOWN, "another program has it"), Words.wanted("en"));
    assertThat(page).contains("The contact of “Chauffage” has not been listened to");
  }

  @Test
  void whatTheDisplaySaysIsTakenWithPointOrCommaAndNothingElse() throws Exception {
    try (Console console = console()) {
      assertThat(send(console, "h1", "index=123456%2C5")).isEqualTo(303);
      assertThat(typed).containsEntry(new MeterId("h1"), new BigDecimal("123456.5"));
      assertThat(send(console, "h1", "index=7.25")).isEqualTo(303);
      assertThat(typed).containsEntry(new MeterId("h1"), new BigDecimal("7.25"));
      for (String wrong :
          new String[] {"index=-1", "index=", "index=1e9", "value=1", "index=%zz"}) {
        assertThat(send(console, "h1", wrong)).as(wrong).isEqualTo(400);
      }
      assertThat(send(console, "stranger", "index=1")).isEqualTo(400);
    }
  }

  private static String page(Status status, String language) {
    return MeterPage.of(
        status,
        status.buses().getFirst().meters().getFirst(),
        new MeterPage.Extras(false, false),
        Words.wanted(language));
  }

  private static Status status(PulseInput.Counts counts, Condition condition, String detail) {
    return new Statuses()
        .meters(Statuses.meter("h1", condition, detail))
        .pulses(
            new PulseView(
                new BusId("boiler"),
                List.of(
                    new MeterPulses(
                        new MeterId("h1"),
                        112,
                        Unit.L,
                        OptionalLong.of(Statuses.NOW - 5_000),
                        counts))))
        .now();
  }

  private Console console() throws Exception {
    return Console.open(
        new Endpoint("127.0.0.1", 0),
        Door.open(ManualClock.trusted()),
        () -> status(CALM, Condition.ANSWERS, ""),
        new Meters() {
          @Override
          public Optional<Shown> telegram(MeterId meter, Locale locale) {
            return Optional.empty();
          }

          @Override
          public boolean readNow(MeterId meter) {
            return false;
          }

          @Override
          public boolean setIndex(MeterId meter, BigDecimal index) {
            typed.put(meter, index);
            return true;
          }
        });
  }

  private static int send(Console console, String meter, String form) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(console.address().resolve("/meters/" + meter + "/index"))
              .POST(HttpRequest.BodyPublishers.ofString(form))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
