package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import java.net.http.HttpResponse;
import java.time.Instant;

/** What tests of points, lots and their occupants have in common. */
final class Points {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "a long enough password";

  private Points() {}

  /** The same consumption in each quarter-hour. */
  static int use(
      Database database,
      SampleBuilding at,
      String quantity,
      String step,
      Instant from,
      Instant to,
      long each)
      throws Exception {
    int register = at.register(quantity, quantity, step);
    useMore(database, register, from, to, each);
    return register;
  }

  /** The same, of a register that there is. */
  static void useMore(Database database, int register, Instant from, Instant to, long each)
      throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality)
        select ?, starts, ?, 900000, 0 from generate_series(?::timestamptz,
          ?::timestamptz - interval '15 minutes', interval '15 minutes') as starts""",
        register,
        each,
        from.toString(),
        to.toString());
  }

  /** The token of a new account of an organisation. */
  static String syndic(WebClient operator, int port, String name, String organisation)
      throws Exception {
    HttpResponse<String> made =
        operator.post(
            "/accounts",
            JSON.createObjectNode()
                .put("user", name)
                .put("password", PASSWORD)
                .put("role", "syndic")
                .put("organisation", organisation)
                .toString());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    WebClient nobody = new WebClient(port, "");
    HttpResponse<String> in =
        nobody.post(
            "/session",
            JSON.createObjectNode().put("user", name).put("password", PASSWORD).toString());
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.replaceFirst("[^=]*=([^;]*).*", "$1");
  }
}
