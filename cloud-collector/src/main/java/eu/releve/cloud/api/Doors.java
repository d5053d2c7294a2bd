package eu.releve.cloud.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/** Handlers behind the question who asks. */
final class Doors {
  private final Router router;
  private final BiConsumer<RoutingContext, Handler> answering;

  /**
   * @param answering asks who it is, and lets the handler answer.
   */
  Doors(Router router, BiConsumer<RoutingContext, Handler> answering) {
    this.router = router;
    this.answering = answering;
  }

  /** Something that answers an authenticated request with a JSON object. */
  @FunctionalInterface
  interface Handler {
    JsonObject answer(Routes routes, Asked asked) throws Problem, SQLException;
  }

  void get(String path, Handler handler) {
    on(HttpMethod.GET, path, handler);
  }

  void post(String path, Handler handler) {
    on(HttpMethod.POST, path, handler);
  }

  private void on(HttpMethod method, String path, Handler handler) {
    router.route(method, path).handler(context -> answering.accept(context, handler));
  }
}
