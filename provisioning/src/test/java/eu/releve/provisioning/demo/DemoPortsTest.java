package eu.releve.provisioning.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPortsTest {
  @TempDir Path folder;

  private String programs(boolean withSocat) throws IOException {
    Path programs = Files.createDirectory(folder.resolve("bin"));
    if (withSocat) {
      assertThat(Files.createFile(programs.resolve("socat")).toFile().setExecutable(true)).isTrue();
    }
    return "/no/such/folder:" + programs + ":";
  }

  @Test
  void withSocatThePortsAreTerminalsInTheFolder() throws Exception {
    Path left = Files.createSymbolicLink(folder.resolve("tic"), Path.of("/dev/pts/none"));
    assertThat(DemoPorts.in(folder, programs(true), 1, 2))
        .returns(folder + "/p1", DemoPorts::p1)
        .returns(folder + "/tic", DemoPorts::tic)
        .returns(true, ports -> ports.withoutTerminals().isEmpty());
    assertThat(Files.exists(left, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void withoutSocatTheyAreOnTheNetworkAndItIsSaidWhy() throws Exception {
    assertThat(DemoPorts.in(folder, programs(false), 1, 2))
        .returns("tcp://127.0.0.1:1", DemoPorts::p1)
        .returns("tcp://127.0.0.1:2", DemoPorts::tic)
        .returns("socat is missing", ports -> ports.withoutTerminals().orElse(""));
  }

  @Test
  void aFolderWhoseNameSocatWouldTakeApartGetsNoTerminal() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a,b: c"));
    assertThat(DemoPorts.in(odd, programs(true), 1, 2).withoutTerminals())
        .contains("socat cannot make a terminal in " + odd);
  }
}
