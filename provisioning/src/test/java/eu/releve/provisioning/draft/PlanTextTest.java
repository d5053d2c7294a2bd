package eu.releve.provisioning.draft;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SiteDescription;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  // Whatever is in a name, a seal or a remark: the strict loader reads back what was written.
  @Test
  void whatIsWrittenIsReadBackTheSame() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("plan text: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      Draft draft = RandomDraft.of(random);
      String text = draft.text();
      SitePlan plan = SitePlans.load("plan", text, Profiles.bundled());
      SiteDescription read = SitePlans.describe("plan", text);
      assertThat(plan.buses())
          .as("seed %d round %d%n%s", seed, round, text)
          .isEqualTo(draft.buses());
      assertThat(read)
          .as("seed %d round %d%n%s", seed, round, text)
          .isEqualTo(
              new SiteDescription(
                  draft.site(),
                  draft.zone(),
                  draft.areaM2(),
                  draft.lots(),
                  draft.points(),
                  draft.meters()));
    }
  }

  @Test
  void theSameDraftGivesTheSameBytesAndAMeterTakesOneLine() {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("plan text: seed " + seed);
    Draft draft = RandomDraft.of(new Random(seed));
    String text = draft.text();
    assertThat(RandomDraft.of(new Random(seed)).text()).as("seed %d", seed).isEqualTo(text);
    assertThat(text.lines().filter(line -> line.startsWith("  - ")))
        .as("seed %d", seed)
        .hasSize(
            draft.buses().size()
                + draft.lots().size()
                + draft.points().size()
                + draft.meters().size());
  }

  @Test
  void namesThatOtherReadersOfYamlTakeForSomethingElseAreInQuotes() {
    for (String name : new String[] {"null", "true", "no", "12", "1e5", "2026-01-01", "0x10"}) {
      assertThat(Flow.name(name)).isEqualTo("\"" + name + "\"");
    }
    for (String name : new String[] {"3b", "w3b", "flat-3b-cold", "nulls"}) {
      assertThat(Flow.name(name)).isEqualTo(name);
    }
  }
}
