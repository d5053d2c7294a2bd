package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.console.Door.Try;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorTest {
  private final ManualClock clock = ManualClock.trusted();
  @TempDir private Path folder;

  @Test
  void thePasswordLetsInHoweverAPhoneWritesIt() throws Exception {
    Door door = Door.guarded(folder, clock);
    String password = password();
    assertThat(door.enter(password, phone(1))).isInstanceOf(Try.Entered.class);
    String typed = " " + password.replace("-", " ").toUpperCase(Locale.ROOT);
    assertThat(door.enter(typed, phone(1))).isInstanceOf(Try.Entered.class);
    assertThat(door.enter("x" + password, phone(1))).isInstanceOf(Try.Wrong.class);
    assertThat(door.enter("", phone(1))).isInstanceOf(Try.Wrong.class);
    assertThat(door.enter("a".repeat(1_000), phone(1))).isInstanceOf(Try.Wrong.class);
  }

  @Test
  void theSamePasswordHoldsAfterARestartAndAnotherOneAfterItsHashIsRemoved() throws Exception {
    Door door = Door.guarded(folder, clock);
    String password = password();
    door.forget();
    assertThat(door.firstPassword()).isEmpty();
    assertThat(folder.resolve(Password.FIRST)).doesNotExist();
    assertThat(Door.guarded(folder, clock).enter(password, phone(1)))
        .isInstanceOf(Try.Entered.class);
    Files.delete(folder.resolve(Password.KEPT));
    Door fresh = Door.guarded(folder, clock);
    assertThat(fresh.enter(password, phone(1))).isInstanceOf(Try.Wrong.class);
    assertThat(fresh.enter(password(), phone(1))).isInstanceOf(Try.Entered.class);
  }

  @Test
  void afterFiveWrongOnesAnAddressWaitsLongerEachTimeAndTheOthersDoNot() throws Exception {
    Door door = Door.guarded(folder, clock);
    for (int i = 0; i < 5; i++) {
      assertThat(door.enter("wrong", phone(1))).isInstanceOf(Try.Wrong.class);
    }
    assertThat(door.enter(password(), phone(1))).isEqualTo(new Try.TooSoon(60_000));
    assertThat(door.enter(password(), phone(2))).isInstanceOf(Try.Entered.class);
    clock.advance(60_000);
    assertThat(door.enter("wrong", phone(1))).isInstanceOf(Try.Wrong.class);
    assertThat(door.enter(password(), phone(1))).isEqualTo(new Try.TooSoon(120_000));
    assertThat(door.access().wrong()).isEqualTo(6);
    assertThat(door.access().refused()).isEqualTo(2);
    assertThat(door.access().lastWrongBootMillis()).hasValue(60_000);
    clock.advance(120_000);
    assertThat(door.enter(password(), phone(1))).isInstanceOf(Try.Entered.class);
  }

  @Test
  void thePauseEndsAtAnHourAndAWholeNetworkOfSixIsOneAddress() {
    Attempts attempts = new Attempts();
    InetAddress one = address("2001:db8::1");
    for (int i = 0; i < 40; i++) {
      attempts.wrong(one, 0);
    }
    assertThat(attempts.waitMillis(address("2001:db8::ffff"), 0)).isEqualTo(3_600_000);
    assertThat(attempts.waitMillis(address("2001:db8:0:1::1"), 0)).isZero();
  }

  @Test
  void aSessionEndsAfterTwelveHoursOrWhenItIsLeft() throws Exception {
    Door door = Door.guarded(folder, clock);
    String first = entered(door);
    String second = entered(door);
    assertThat(first).isNotEqualTo(second).hasSize(43);
    door.leave(first);
    assertThat(door.lets(first)).isFalse();
    assertThat(door.lets(second)).isTrue();
    assertThat(door.lets("")).isFalse();
    clock.advance(12 * 3_600_000L);
    assertThat(door.lets(second)).isFalse();
  }

  @Test
  void beyondAHundredSessionsTheOldestEnds() {
    Sessions sessions = new Sessions(new java.security.SecureRandom());
    String oldest = sessions.begin(0);
    String next = sessions.begin(0);
    for (int i = 0; i < 99; i++) {
      sessions.begin(0);
    }
    assertThat(sessions.isOpen(oldest, 0)).isFalse();
    assertThat(sessions.isOpen(next, 0)).isTrue();
  }

  @Test
  void aDamagedHashIsNamedAndNotTaken() throws Exception {
    Files.writeString(folder.resolve(Password.KEPT), "pbkdf2-sha256$0$x$y");
    assertThatThrownBy(() -> Door.guarded(folder, clock))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve(Password.KEPT).toString());
  }

  private String entered(Door door) throws IOException {
    return door.enter(password(), phone(1)) instanceof Try.Entered in ? in.token() : "";
  }

  private String password() throws IOException {
    return Files.readString(folder.resolve(Password.FIRST)).strip();
  }

  private static InetAddress phone(int number) {
    return address("192.168.1." + number);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
