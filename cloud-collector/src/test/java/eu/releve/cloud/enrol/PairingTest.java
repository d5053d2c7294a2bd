package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.SealedBatch;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Boxes are paired in the portal, before they are online and after, and shown to nobody else. */
class PairingTest extends SuccessionRig {
  private static final String BOX = "box-7";

  /** A browser without JavaScript, in English. */
  private final class Visitor {
    private final String cookie;

    Visitor(String user, String organisation) throws Exception {
      account(user, organisation);
      HttpResponse<String> answer =
          send("/login", "", Map.of("user", user, "password", "a long password of " + user));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
      cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    HttpResponse<String> pair(String code, String building) throws Exception {
      return send("/boxes", cookie, Map.of("code", code, "building", building));
    }

    String page(String path) throws Exception {
      return send("/" + path, cookie, Map.of()).body();
    }
  }

  private HttpResponse<String> send(String path, String cookie, Map<String, String> form)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rig.collector().httpPort() + path))
            .timeout(PATIENCE)
            .header("Accept-Language", "en")
            .header("Cookie", cookie.isEmpty() ? "none=1" : cookie);
    if (!form.isEmpty()) {
      List<String> fields = new ArrayList<>();
      new LinkedHashMap<>(form)
          .forEach(
              (name, value) ->
                  fields.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(BodyPublishers.ofString(String.join("&", fields)));
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  private String stock(String gateway) throws Exception {
    EntryRig.Reply made = rig.post("/gateways/" + gateway + "/claims", "{}");
    assertThat(made.status()).as("%s", made).isEqualTo(200);
    return made.body().path("code").asText();
  }

  @Test
  void whatABoxDeliversBeforeItIsPairedIsKeptAndThenItsOrganisationsAlone() throws Exception {
    String code = stock(BOX);
    assertThat(new TestBox(rig, BOX).enrols(code).status()).isEqualTo(200);
    TestJournal journal = new TestJournal(BOX, 9, 2);
    journal.plan(PLAN);
    List<SealedBatch> batches = new ArrayList<>(List.of(journal.catalogueBatch()));
    for (int i = 0; i < 20; i++) {
      batches.add(journal.readings(1_000L * i));
    }
    deliver(BOX, batches.subList(0, 11));
    awaitStored(11);
    String anne = account("anne", "syndic-a");
    String bert = account("bert", "syndic-b");
    String building = rig.text("select id from building where gateway = '" + BOX + "'");
    assertThat(seen(anne, "/buildings/" + building)).as("nobody's").isEqualTo(404);
    assertThat(seen(bert, "/buildings/" + building)).as("nobody's").isEqualTo(404);
    assertThat(seen(rig.token(), "/buildings/" + building)).as("an operator").isEqualTo(200);

    String body = "{\"code\": \"" + code + "\", \"building\": \"" + SITE + "\"}";
    assertThat(asks(bert, "/boxes", body)).isEqualTo(200);
    deliver(BOX, batches.subList(11, 21));
    awaitStored(21);
    assertThat(seen(anne, "/buildings/" + building)).isEqualTo(404);
    assertThat(seen(bert, "/buildings/" + building)).isEqualTo(200);
    assertThat(asks(anne, "/boxes", body)).as("once").isEqualTo(409);
    assertThat(rig.text("select count(*) from reading")).as("nothing lost").isEqualTo("40");
    assertThat(rig.text("select who || ' ' || text from audit where what = 'paired'"))
        .isEqualTo("bert for building " + SITE);
    rig.restart("90d", "[gw-1]");
    assertThat(seen(bert, "/buildings/" + building)).as("for good").isEqualTo(200);
  }

  @Test
  void aBoxIsPairedInThePortalBeforeItIsOnline() throws Exception {
    String code = stock(BOX);
    Visitor anne = new Visitor("anne", "syndic-a");
    Visitor bert = new Visitor("bert", "syndic-b");
    assertThat(anne.page("boxes")).doesNotContain(BOX);
    HttpResponse<String> paired = anne.pair(code.toLowerCase(Locale.ROOT), "acacias-4");
    assertThat(paired.statusCode()).as(paired.body()).isEqualTo(200);
    assertThat(paired.body()).contains("The box box-7 is yours, for acacias-4.");
    assertThat(anne.page("boxes")).contains(BOX, "meant for acacias-4", "first contact");
    assertThat(bert.page("boxes")).doesNotContain(BOX);
    HttpResponse<String> theirs = bert.pair(code, "");
    assertThat(theirs.statusCode()).isEqualTo(409);
    assertThat(theirs.body()).contains("No box waits for this code").doesNotContain(BOX);

    assertThat(new TestBox(rig, BOX).enrols(code).status()).isEqualTo(200);
    TestJournal journal = new TestJournal(BOX, 9, 2);
    journal.plan(PLAN);
    deliver(BOX, List.of(journal.catalogueBatch(), journal.readings(5)));
    awaitStored(2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(anne.page("boxes"))
                    .contains("It reads site-box-7, but was meant for acacias-4"));
    assertThat(bert.page("boxes")).doesNotContain(BOX, "site-box-7");
    assertThat(anne.pair(code, "site-box-7").body()).contains("It reads site-box-7.");
  }

  @Test
  void enrollingAnewTakesNoBuildingThatIsAnotherOrganisationsByNow() throws Exception {
    assertThat(new TestBox(rig, BOX).enrols(rig.claim(BOX, "syndic-a").code().text()).status())
        .isEqualTo(200);
    TestJournal journal = new TestJournal(BOX, 9, 2);
    journal.plan(PLAN);
    deliver(BOX, List.of(journal.catalogueBatch()));
    awaitStored(1);
    String whose =
        "select o.name from building b join organisation o on o.id = b.organisation"
            + " where b.gateway = '"
            + BOX
            + "'";
    assertThat(rig.text(whose)).isEqualTo("syndic-a");
    String moved =
        rig.text(
            "with moved as (update building set organisation ="
                + " (select id from organisation where name = 'syndic-b') where gateway = '"
                + BOX
                + "' returning 1) select count(*) from moved");
    assertThat(moved).isEqualTo("1");
    assertThat(new TestBox(rig, BOX).enrols(rig.claim(BOX, "syndic-a").code().text()).status())
        .isEqualTo(200);
    assertThat(rig.text(whose)).isEqualTo("syndic-b");
  }

  @Test
  void whatCannotBeIsSaidAndWhoeverGuessesWaits() throws Exception {
    Visitor anne = new Visitor("anne", "syndic-a");
    assertThat(anne.pair("nonsense", "").body()).contains("four groups of four signs");
    assertThat(anne.pair(stock("box-8"), "Les Tilleuls").body()).contains("small letters");
    String retired = stock("box-9");
    assertThat(rig.decide("box-9", "retirements").status()).isEqualTo(200);
    // Codes that nobody has used go with their gateway.
    assertThat(anne.pair(retired, "").statusCode()).isEqualTo(409);
    for (int i = 0; i < 4; i++) {
      assertThat(anne.pair("0000-0000-0000-0000", "").statusCode()).isEqualTo(409);
    }
    assertThat(anne.pair(stock("box-8"), "").statusCode()).as("even a right one").isEqualTo(429);
    rig.ahead(61_000);
    assertThat(anne.pair(stock("box-8"), "").statusCode()).isEqualTo(200);
    String late = stock("box-10");
    rig.ahead(8L * 24 * 3_600_000);
    assertThat(new Visitor("eve", "syndic-a").pair(late, "").body()).contains("not used in time");
    HttpResponse<String> stranger = send("/boxes", "", Map.of("code", late));
    assertThat(stranger.headers().firstValue("Location").orElse("")).startsWith("/login");
    assertThat(send("/enrol/box-7", "", Map.of()).headers().firstValue("Location"))
        .contains("/boxes");
  }
}
