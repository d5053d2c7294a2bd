package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small file system of its own, which can be made to refuse writes. */
public final class Mounted implements AutoCloseable {
  private final Path place;

  private Mounted(Path place) {
    this.place = place;
  }

  /** In memory; whoever may not mount skips the test, and reads why. */
  public static Mounted memory(Path place, String size) throws IOException {
    String said = run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs"), place);
    assumeTrue(said.isEmpty(), "skipped: no file system can be mounted here: " + said);
    return new Mounted(place);
  }

  public void refuseWrites() throws IOException {
    assertThat(run(List.of("mount", "-o", "remount,ro"), place)).isEmpty();
  }

  public void takeWrites() throws IOException {
    assertThat(run(List.of("mount", "-o", "remount,rw"), place)).isEmpty();
  }

  @Override
  public void close() throws IOException {
    assertThat(run(List.of("umount"), place)).isEmpty();
  }

  /** What was wrong; empty when nothing was. */
  private static String run(List<String> command, Path place) throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.add(place.toString());
    Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.onExit().join().exitValue();
    return code == 0 ? "" : "it ended with " + code + ", " + said;
  }
}
