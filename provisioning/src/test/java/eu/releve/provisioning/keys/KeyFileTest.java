package eu.releve.provisioning.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  private static final String SECRET = "000102030405060708090A0B0C0D0E0F";
  private static final String OTHER = "FFEEDDCCBBAA99887766554433221100";

  @TempDir private Path data;

  // An administrator imports keys; the gateway, which is another user, must read them.
  @Test
  void whatAnAdministratorWritesIsTheFoldersOwners(@TempDir Path data) throws IOException {
    UserPrincipal other =
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
    try {
      Files.setOwner(data, other);
    } catch (IOException noAdministrator) {
      Assumptions.abort("only an administrator gives files away");
    }
    KeyFile file = new KeyFile(data);
    file.write(Keys.NONE);
    file.write(Keys.NONE);
    assertThat(Files.getOwner(file.path())).isEqualTo(other);
    assertThat(Files.getOwner(data.resolve("keys"))).isEqualTo(other);
    assertThat(Files.getPosixFilePermissions(file.path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatIsWrittenIsReadAndIsItsOwnersAlone() throws Exception {
    KeyFile file = new KeyFile(data.resolve("gateway"));
    assertThat(file.read().size()).isZero();
    file.write(keys("12345678", SECRET).with(keys("123456782D2C0116", OTHER)));
    file.write(file.read().with(keys("87654321", OTHER)));
    assertThat(file.read().all())
        .containsEntry(new KeyAddress("12345678"), Key.parse(SECRET))
        .containsEntry(new KeyAddress("87654321"), Key.parse(OTHER))
        .hasSize(3);
    assertThat(rights(file.path())).isEqualTo("rw-------");
    assertThat(rights(file.path().resolveSibling("."))).isEqualTo("rwx------");
    assertThat(file.path().resolveSibling("meters.new")).doesNotExist();
  }

  @Test
  void aFileThatOthersMayReadIsNotOpened() throws Exception {
    KeyFile file = new KeyFile(data);
    file.write(keys("12345678", SECRET));
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(file::read)
        .isInstanceOf(IOException.class)
        .hasMessage(file.path() + ": wanted rights rw-------, its owner's alone, found rw-r-----");
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-------"));
    Path folder = data.resolve("keys");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(file::read).hasMessageContaining(folder + ": wanted rights rwx------");
    assertThatThrownBy(() -> file.write(Keys.NONE)).hasMessageContaining("found rwxr-xr-x");
  }

  @Test
  void aWrongLineIsNamedByItsNumberAndNeverRepeated() throws Exception {
    KeyFile file = new KeyFile(data);
    file.write(Keys.NONE);
    Files.writeString(file.path(), "# heat\n12345678 " + SECRET + "\n1234 " + SECRET + "0\n");
    assertThatThrownBy(file::read)
        .hasMessageContaining("meters:3: wanted an address of 8 or 16 digits")
        .hasMessageNotContaining(SECRET);
    Files.writeString(file.path(), ("12345678 " + SECRET + "\n").repeat(2));
    assertThatThrownBy(file::read)
        .hasMessageContaining("meters:2: wanted each meter once, found 12345678 a second time");
  }

  @Test
  void keysDoNotPrintThemselves() {
    Keys keys = keys("12345678", SECRET);
    assertThat(keys + " " + keys.all()).contains("Keys(1)").doesNotContain(SECRET);
  }

  @Test
  void theWholeAddressCountsMoreThanTheIdentification() {
    Keys keys = keys("12345678", SECRET).with(keys("123456782D2C1B16", OTHER));
    assertThat(keys.of(new MeterIdentity("12345678", "KAM", 0x1B, 0x16)))
        .hasValue(Key.parse(OTHER));
    assertThat(keys.of(new MeterIdentity("12345678", "KAM", 0x1B, 0x06)))
        .hasValue(Key.parse(SECRET));
    assertThat(keys.of(new MeterIdentity("12345679", "KAM", 0x1B, 0x06))).isEmpty();
  }

  @Test
  void addressesAreUnderstoodAsMakersWriteThem() {
    assertThat(KeyAddress.parse("1234 5678")).hasValue(new KeyAddress("12345678"));
    assertThat(KeyAddress.parse("345678")).hasValue(new KeyAddress("00345678"));
    assertThat(KeyAddress.parse("6KAM0012345678")).hasValue(new KeyAddress("12345678"));
    assertThat(KeyAddress.parse("flat 3")).isEmpty();
    assertThat(KeyAddress.parse("123456789")).isEmpty();
  }

  private static Keys keys(String address, String secret) {
    return new Keys(Map.of(new KeyAddress(address), Key.parse(secret)));
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
