package eu.releve.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.account.Accounts;
import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  @Test
  void everyHandlerIsDescribedAndEveryDescribedOperationHasAHandler() throws Exception {
    OpenApiDocument document;
    try (InputStream file = Api.class.getResourceAsStream("openapi.yaml")) {
      document = OpenApiDocument.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
    Vertx vertx = Vertx.vertx();
    try (Database database = TestDatabase.fresh();
        Live live = Live.start(database.listening())) {
      Accounts accounts = new Accounts(database.api(Reach.ACCOUNTS), InstantSource.system());
      Api api = new Api(accounts, new LoginLimit(InstantSource.system()), Runnable::run);
      Api.House house =
          new Api.House(
              database,
              live,
              new Status(database, List.of(), () -> Intake.NONE),
              Desk.NONE,
              Optional.empty(),
              Optional.empty(),
              InstantSource.system());
      TreeSet<String> handled = new TreeSet<>();
      for (Route route : api.router(vertx, house).getRoutes()) {
        if (route.methods() != null) {
          for (HttpMethod method : route.methods()) {
            handled.add(method.name() + " " + route.getName().replaceAll(":([a-z]+)", "{$1}"));
          }
        }
      }
      assertThat(handled).isEqualTo(document.operations());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
