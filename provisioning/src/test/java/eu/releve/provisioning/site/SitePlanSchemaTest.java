package eu.releve.provisioning.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.document.DocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The loader is asked what it knows by an unknown key; the schema must say the same. */
class SitePlanSchemaTest {
  private static final String REMOVED =
      "removed: { at: \"2026-06-01T10:00:00Z\", indexes: [ { index: 5, is: active-energy-import,"
          + " unit: kWh } ] },";
  private static final String UNKNOWN = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";

  @Test
  void thePlanHasTheSchemasKeys() throws Exception {
    assertThat(keysKnownAfter("site: tilleuls-12")).isEqualTo(properties("/properties"));
  }

  @Test
  void busesHaveTheSchemasKeys() throws Exception {
    Set<String> known = new TreeSet<>();
    for (String bus :
        List.of(
            "id: cellar",
            "id: boiler",
            "id: roof",
            "id: attic",
            "id: chiller",
            "id: air",
            "id: cooling",
            "id: port",
            "id: linky",
            "id: pulses")) {
      known.addAll(keysKnownAfter("{ " + bus));
    }
    assertThat(known).isEqualTo(properties("/$defs/bus/properties"));
  }

  @Test
  void lotsPointsMetersAndRegistersHaveTheSchemasKeys() throws Exception {
    assertThat(keysKnownAfter("{ id: 3b")).isEqualTo(properties("/$defs/lot/properties"));
    assertThat(keysKnownAfter("{ id: main-cold")).isEqualTo(properties("/$defs/point/properties"));
    assertThat(keysKnownAfter("{ id: w3b")).isEqualTo(properties("/$defs/meter/properties"));
    Set<String> registers = new TreeSet<>(keysKnownAfter("{ is: water-volume"));
    registers.addAll(keysKnownAfter("{ is: active-energy-import"));
    registers.addAll(keysKnownAfter("{ is: heat-energy"));
    registers.addAll(keysKnownAfter("{ is: cold-energy"));
    registers.addAll(keysKnownAfter("{ is: gas-volume"));
    assertThat(keysKnownAfter("{ reset: plain")).isEqualTo(properties("/$defs/mbus/properties"));
    assertThat(keysKnownAfter("{ reference: \"EAN 54\""))
        .isEqualTo(properties("/$defs/consent/properties"));
    assertThat(keysKnownAfter("{ at: \"2026-06-01T10:00:00Z\""))
        .isEqualTo(properties("/$defs/handover/properties"));
    assertThat(keysKnownAfter("{ index: 5")).isEqualTo(properties("/$defs/shown/properties"));
    assertThat(registers).isEqualTo(properties("/$defs/register/properties"));
  }

  private static Set<String> keysKnownAfter(String place) {
    String separator = place.startsWith("{") ? ", " : "\n";
    String text =
        ServerSitePlanTest.PLAN_WITH_SERVER
            .replace("to: 2026-06-01,", "to: 2026-06-01, " + REMOVED)
            .replaceFirst(
                Pattern.quote(place),
                Matcher.quoteReplacement(place + separator + UNKNOWN + ": 1"));
    try {
      SitePlansTest.load(text);
    } catch (DocumentException refused) {
      assertThat(refused.key()).isEqualTo(UNKNOWN);
      return new TreeSet<>(List.of(refused.wanted().substring("one of ".length()).split(", ")));
    }
    throw new AssertionError("an unknown key was taken after " + place);
  }

  private static Set<String> properties(String pointer) throws IOException {
    try (InputStream in = SitePlan.class.getResourceAsStream("site-plan.schema.json")) {
      JsonNode properties = new ObjectMapper().readTree(in).at(pointer);
      Set<String> names = new TreeSet<>();
      properties.fieldNames().forEachRemaining(names::add);
      return names;
    }
  }
}
