package eu.releve.provisioning.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.decode.wmbus.Key;
import eu.releve.provisioning.keys.KeyImportException.Why;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyImportTest {
  private static final String ONE = "000102030405060708090A0B0C0D0E0F";
  private static final String TWO = "FFEEDDCCBBAA99887766554433221100";

  /** The fields of a Kamstrup order, as programs that read such files name them. */
  private static final String ORDER =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <MetersInOrder orderid="1">
        <Meter><MeterName>MC21</MeterName><ConsumptionType>CW</ConsumptionType>
          <MeterNo>20120</MeterNo><SerialNo>12345678</SerialNo><VendorId>KAM</VendorId>
          <PK1>11111111111111111111111111111111</PK1><DEK>%s</DEK></Meter>
        <Meter><MeterNo>20121</MeterNo><SerialNo>12345679</SerialNo><DEK>%s</DEK></Meter>
      </MetersInOrder>
      """
          .formatted(ONE, TWO);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Serial number;Model;AES key\n12345678;x;%s\n12345679;\"a;b\";%s\n",
        "\uFEFFN\u00b0 de s\u00e9rie,Cl\u00e9 AES\n\"1234 5678\",%s\n=\"12345679\",%s\n",
        "Z\u00e4hlernummer\tSchl\u00fcssel\r\n12345678\t%s\r\n12345679\t%s\r\n",
        "\nkey;secondary address;meter id\n%s;12345678;1\n%s;12345679;2\n",
        "12345678;%s\n12345679;%s\n",
        "12345678 %s\n12345679 %s\n"
      })
  void tablesAreUnderstoodByTheNamesOfTheirColumnsOrByTheirForm(String table) throws Exception {
    String text = table.formatted(ONE, TWO);
    assertThat(read(text)).isEqualTo(List.of("12345678 " + ONE, "12345679 " + TWO));
    byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(lines(KeyImport.read(latin, Optional.empty()))).hasSize(2);
  }

  @Test
  void whatIsWrongInATableIsNamedByItsLineAndTheRestIsTaken() throws Exception {
    Delivered delivered =
        KeyImport.read(
            bytes(
                "serial;key\n12345678;%s\nflat;%s\n12345679;12\n12345678;%s\n;%s\n"
                    .formatted(ONE, ONE, TWO, TWO)),
            Optional.empty());
    assertThat(lines(delivered)).containsExactly("12345678 " + ONE);
    assertThat(delivered.odd())
        .containsExactly(
            new Delivered.Odd(3, Delivered.Why.ADDRESS_WRONG),
            new Delivered.Odd(4, Delivered.Why.KEY_WRONG),
            new Delivered.Odd(5, Delivered.Why.TWO_KEYS),
            new Delivered.Odd(6, Delivered.Why.ADDRESS_MISSING));
  }

  @Test
  void xmlIsUnderstoodWhetherFieldsAreElementsOrAttributes() throws Exception {
    List<String> both = List.of("12345678 " + ONE, "12345679 " + TWO);
    assertThat(read(ORDER)).isEqualTo(both);
    assertThat(
            read(
                "<l><m id='12345678' key='%s'/><m id='12345679' key='%s'/></l>"
                    .formatted(ONE, TWO)))
        .isEqualTo(both);
    assertThat(
            read(
                """
                <d:Devices xmlns:d='urn:x'>
                <d:Device><d:SerialNumber>12345678</d:SerialNumber><d:EncryptionKeys>
                  <d:Key><d:Name>DEK</d:Name><d:Value>%s</d:Value></d:Key></d:EncryptionKeys></d:Device>
                <d:Device><d:SerialNumber>12345679</d:SerialNumber><d:EncryptionKeys>
                  <d:Key><d:Name>DEK</d:Name><d:Value>%s</d:Value></d:Key></d:EncryptionKeys></d:Device>
                </d:Devices>
                """
                    .formatted(ONE, TWO)))
        .isEqualTo(both);
  }

  @Test
  void aKemFileOpensWithItsPasswordWhateverItsInitialVectorAndPadding() throws Exception {
    byte[] password = Arrays.copyOf(bytes("0310482W"), 16);
    byte[] own = HexFormat.of().parseHex("A0A1A2A3A4A5A6A7A8A9AAABACADAEAF");
    byte[] afterNorm = join(own, sealed(password, own, pkcs(ORDER)));
    for (byte[] sealed :
        List.of(
            sealed(password, password, pkcs(ORDER)),
            sealed(password, new byte[16], pkcs(ORDER)),
            sealed(password, password, zeros(ORDER)),
            afterNorm)) {
      byte[] kem = kem(sealed);
      for (byte[] file : List.of(kem, zip("order.kem", kem), zip("order.kem2", kem))) {
        assertThat(lines(KeyImport.read(file, Optional.of("0310482W"))))
            .containsExactly("12345678 " + ONE, "12345679 " + TWO);
        assertThat(why(file, Optional.of("0310482X"))).isEqualTo(Why.PASSWORD_WRONG);
        assertThat(why(file, Optional.empty())).isEqualTo(Why.PASSWORD_MISSING);
        assertThat(why(file, Optional.of("a password that is too long")))
            .isEqualTo(Why.PASSWORD_LENGTH);
      }
    }
  }

  @Test
  void aDocumentThatWantsOthersIsRefused() {
    String entity =
        "<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><l><id>&x;</id><key>"
            + ONE
            + "</key></l>";
    assertThat(why(bytes(entity), Optional.empty())).isEqualTo(Why.XML);
    assertThat(
            why(bytes("<l>" + "<a>".repeat(100) + "</a>".repeat(100) + "</l>"), Optional.empty()))
        .isEqualTo(Why.XML);
    assertThat(why(bytes("<l><id>12345678</id>"), Optional.empty())).isEqualTo(Why.XML);
  }

  @Test
  void whatIsTooLargeOrEmptyIsRefused() throws Exception {
    assertThat(why(zip("bomb.csv", new byte[KeyImport.BYTES_MAX + 1]), Optional.empty()))
        .isEqualTo(Why.TOO_LARGE);
    assertThat(why(zip("readme.pdf", bytes("x")), Optional.empty())).isEqualTo(Why.EMPTY_ARCHIVE);
    assertThat(why(bytes("name;colour\na;b\n"), Optional.empty())).isEqualTo(Why.NO_KEYS);
    assertThat(why(new byte[0], Optional.empty())).isEqualTo(Why.NO_KEYS);
  }

  @Test
  void noMessageRepeatsAKey() {
    assertThatThrownBy(() -> Key.parse(ONE + "0")).hasMessageNotContaining(ONE);
    assertThatThrownBy(() -> read("name;colour\n" + ONE + ";" + ONE + "\n"))
        .hasMessageNotContaining(ONE);
  }

  private static List<String> read(String text) throws KeyImportException {
    return lines(KeyImport.read(bytes(text), Optional.empty()));
  }

  private static List<String> lines(Delivered delivered) {
    return delivered.keys().all().entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue().secret())
        .toList();
  }

  private static Why why(byte[] file, Optional<String> password) {
    try {
      KeyImport.read(file, password);
      throw new AssertionError("read");
    } catch (KeyImportException refused) {
      return refused.why();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] kem(byte[] sealed) {
    return bytes(
        """
        <?xml version="1.0"?>
        <MetersInOrder><EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Element"
            xmlns="http://www.w3.org/2001/04/xmlenc#">
          <EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
          <CipherData><CipherValue>%s</CipherValue></CipherData>
        </EncryptedData></MetersInOrder>
        """
            .formatted(Base64.getMimeEncoder().encodeToString(sealed)));
  }

  private static byte[] pkcs(String text) {
    byte[] plain = bytes(text);
    byte[] padded = Arrays.copyOf(plain, (plain.length / 16 + 1) * 16);
    Arrays.fill(padded, plain.length, padded.length, (byte) (padded.length - plain.length));
    return padded;
  }

  private static byte[] zeros(String text) {
    byte[] plain = bytes(text);
    return Arrays.copyOf(plain, (plain.length / 16 + 1) * 16);
  }

  private static byte[] sealed(byte[] key, byte[] initial, byte[] plain) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(initial));
    return cipher.doFinal(plain);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("folder/"));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("folder/" + name));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
