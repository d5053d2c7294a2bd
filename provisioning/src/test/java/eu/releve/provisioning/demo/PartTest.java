package eu.releve.provisioning.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartTest {
  @TempDir Path folder;

  private Part shell(String script) {
    return new Part("gateway", List.of("/bin/sh", "-c", script), folder);
  }

  @Test
  void aPartIsReadyWhenItSaysSo() throws Exception {
    Part part = shell("echo déjà vu; echo ready gateway console=http://127.0.0.1:7; exec sleep 60");
    assertThat(part.start()).isEqualTo(Map.of("console", "http://127.0.0.1:7"));
    assertThat(part.isRunning()).isTrue();
    part.kill();
    assertThat(part.isRunning()).isFalse();
    assertThat(part.start()).isEqualTo(Map.of("console", "http://127.0.0.1:7"));
    assertThat(part.stop()).isFalse();
    assertThat(part.isRunning()).isFalse();
  }

  @Test
  void aPartThatEndsByItselfWhenAskedStopsWell() throws Exception {
    Part part = shell("trap 'exit 0' TERM; echo ready gateway; while :; do sleep 0.05; done");
    part.start();
    assertThat(part.stop()).isTrue();
  }

  @Test
  void aPartThatEndsInsteadOfBecomingReadyIsToldWithItsLastWords() {
    assertThatThrownBy(() -> shell("echo plan.yaml:3: site: wanted x; exit 3").start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gateway ended with exit code 3")
        .hasMessageContaining("plan.yaml:3: site: wanted x");
  }

  @Test
  void settingsOfTheUserDoNotReachAPart() throws Exception {
    Path seen = folder.resolve("seen");
    Part part = shell("env > " + seen + "; echo ready gateway");
    part.start();
    part.stop();
    assertThat(Files.readString(seen)).doesNotContain("RELEVE_");
  }

  @Test
  void theLauncherGivesOneArgumentALine() {
    assertThat(
            Demo.commands(Map.of("RELEVE_GATEWAY_COMMAND", "/java home/java\n-cp\na b\nMain\n"))
                .gateway())
        .containsExactly("/java home/java", "-cp", "a b", "Main");
    assertThat(Demo.commands(Map.of()).collector())
        .endsWith("eu.releve.cloud.Collector")
        .hasSizeGreaterThan(3);
  }

  @Test
  void aLengthIsACountAndAUnit() {
    assertThat(new Demo.LengthConverter().convert("60s")).hasSeconds(60);
    assertThatThrownBy(() -> new Demo.LengthConverter().convert("soon"))
        .hasMessage("wanted a duration such as 60s, found 'soon'");
  }
}
