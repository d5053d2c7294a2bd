package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import eu.releve.provisioning.enrol.EnrolmentLabel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EST as somebody else implements it: {@code curl} and {@code openssl}. */
class PlainClientTest {
  @TempDir private Path folder;

  @BeforeAll
  static void tools() {
    for (String tool : List.of("/usr/bin/curl", "/usr/bin/openssl")) {
      if (!Files.isExecutable(Path.of(tool))) {
        String message = "skipped: no " + tool + " (Debian: apt-get install curl openssl)";
        if ("true".equals(System.getenv("CI"))) {
          fail(message);
        }
        abort(message);
      }
    }
  }

  @Test
  void aPlainClientEnrolsAndEnrolsAgainAndTheChainIsVerified() throws Exception {
    try (EntryRig rig = new EntryRig(folder, "90d")) {
      EnrolmentLabel label = rig.claim("gw-1", "syndic-a");
      String said =
          run(
              """
              set -euo pipefail
              # What the label says of the authority is all that is trusted at first.
              curl -sS --tlsv1.3 --insecure "$EST/cacerts" | openssl base64 -d |
                openssl pkcs7 -inform DER -print_certs -out ca.pem
              test "$(openssl x509 -in ca.pem -outform DER | openssl dgst -sha256 -r | cut -c1-64)" \
                = "$FINGERPRINT"
              curl -sS --cacert ca.pem "$EST/csrattrs" | openssl base64 -d |
                openssl asn1parse -inform DER
              openssl ecparam -name prime256v1 -genkey -noout -out key.pem
              openssl req -new -key key.pem -subj /CN=gw-1 -out csr.pem
              openssl req -in csr.pem -outform DER | openssl base64 > csr.b64
              curl -sS --fail --cacert ca.pem -u "gw-1:$CODE" --data-binary @csr.b64 \
                -H "Content-Type: application/pkcs10" "$EST/simpleenroll" | openssl base64 -d |
                openssl pkcs7 -inform DER -print_certs -out first.pem
              openssl verify -x509_strict -purpose sslclient -CAfile ca.pem first.pem
              openssl req -new -key key.pem -subj /CN=gw-1 -outform DER | openssl base64 -A > csr.b64
              curl -sS --fail --cacert ca.pem --cert first.pem --key key.pem --data-binary @csr.b64 \
                -H "Content-Type: application/pkcs10" "$EST/simplereenroll" | openssl base64 -d |
                openssl pkcs7 -inform DER -print_certs -out second.pem
              openssl verify -x509_strict -purpose sslclient -CAfile ca.pem second.pem
              openssl x509 -in second.pem -noout -subject -serial
              test "$(openssl x509 -in first.pem -noout -serial)" \
                != "$(openssl x509 -in second.pem -noout -serial)"
              # RSA is another client's choice.
              curl -sS -o refused -w '%{http_code}\\n' --cacert ca.pem -u "gw-1:$CODE" \
                --data-binary "$(openssl req -new -newkey rsa:1024 -nodes -keyout /dev/null \
                  -subj /CN=gw-1 -outform DER 2>/dev/null | openssl base64)" \
                -H "Content-Type: application/pkcs10" "$EST/simpleenroll"
              cat refused
              """,
              rig.est("").toString().replaceFirst("/$", ""), label);
      assertThat(said)
          .contains("first.pem: OK", "second.pem: OK", "subject=CN = gw-1")
          .contains("ecdsa-with-SHA256", "prime256v1")
          .contains("400", "found another RSA key");
    }
  }

  private String run(String script, String est, EnrolmentLabel label) throws Exception {
    Path home = Files.createDirectory(folder.resolve("client"));
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "-c", script)
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().put("EST", est);
    builder.environment().put("CODE", label.code().text());
    builder.environment().put("FINGERPRINT", label.authority().hex());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
