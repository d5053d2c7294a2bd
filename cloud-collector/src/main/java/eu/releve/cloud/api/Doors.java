package eu.releve.cloud.api;

import eu.releve.cloud.imports.Photo;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Handlers behind the question who asks. */
final class Doors {
  private final Router router;
  private final BiConsumer<RoutingContext, Handler> answering;
  private final BiConsumer<RoutingContext, Filing> filing;

  /**
   * @param answering asks who it is, and lets the handler answer.
   * @param filing the same of one that may answer with a file.
   */
  Doors(
      Router router,
      BiConsumer<RoutingContext, Handler> answering,
      BiConsumer<RoutingContext, Filing> filing) {
    this.router = router;
    this.answering = answering;
    this.filing = filing;
  }

  /** Something that answers an authenticated request with a JSON object. */
  @FunctionalInterface
  interface Handler {
    JsonObject answer(Routes routes, Asked asked) throws Problem, SQLException;
  }

  /** Something that answers an authenticated request with JSON or a small file, as it is asked. */
  @FunctionalInterface
  interface Filing {
    Sent answer(Routes routes, Asked asked) throws Problem, SQLException;
  }

  /**
   * What is sent.
   *
   * @param type its media type.
   * @param name under which a browser keeps it; nothing for what is not a file.
   * @param body in memory: some megabytes at most.
   */
  record Sent(String type, Optional<String> name, Buffer body) {
    static Sent json(JsonObject answer) {
      return new Sent("application/json", Optional.empty(), answer.toBuffer());
    }

    static Sent picture(Photo photo) {
      return new Sent(photo.type(), Optional.empty(), Buffer.buffer(photo.bytes()));
    }
  }

  void getFile(String path, Filing handler) {
    router.route(HttpMethod.GET, path).handler(context -> filing.accept(context, handler));
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
