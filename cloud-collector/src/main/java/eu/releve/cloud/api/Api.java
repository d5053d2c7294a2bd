package eu.releve.cloud.api;

import eu.releve.cloud.account.Accounts;
import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.account.Principal;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.enrol.Reception;
import eu.releve.cloud.push.PlanDesk;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of {@code /api/v1}: who asks is found out first, then a handler answers on a virtual
 * thread.
 */
public final class Api {
  /** The cookie that holds a session's secret. */
  public static final String COOKIE = "releve-session";

  private static final Logger log = LoggerFactory.getLogger(Api.class);
  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final int PLAN_BODY_BYTES_MAX = 1 << 20;
  private static final int RESCUE_BYTES_MAX = 1 << 20;

  private final Accounts accounts;
  private final Sessions sessions;
  private final Executor workers;

  /**
   * @param accounts says who asks.
   * @param limit slows down guessing.
   * @param workers runs handlers; one thread a request.
   */
  public Api(Accounts accounts, LoginLimit limit, Executor workers) {
    this.accounts = accounts;
    this.sessions = new Sessions(accounts, limit);
    this.workers = workers;
  }

  /** Not logged in, not allowed, not there for whoever asks, too often: each is logged. */
  private static final Set<Integer> REFUSALS = Set.of(401, 403, 404, 429);

  /**
   * What all requests share.
   *
   * @param database lends each request connections that see what its principal may.
   * @param desk does what operators decide about batches.
   * @param reception where operators decide who gets in; a collector that only shows has none.
   * @param plans where plans are handed in; a collector that only shows has none.
   */
  public record House(
      Database database,
      Live live,
      Status status,
      Desk desk,
      Optional<Reception> reception,
      Optional<PlanDesk> plans,
      InstantSource clock) {
    private Routes routes(Principal principal) {
      return Routes.on(database.api(principal.reach()), this);
    }
  }

  /** The routes. */
  public Router router(Vertx vertx, House house) {
    Router router = Router.router(vertx);
    router.route().handler(Api::readable);
    // A plan is larger than anything else that is sent here; whose body was read is not read again.
    router
        .post("/gateways/:gateway/plan")
        .handler(BodyHandler.create(false).setBodyLimit(PLAN_BODY_BYTES_MAX));
    // Batches of 64 KiB in base64: more than anybody else has to say.
    router
        .post("/gateways/:gateway/rescues")
        .handler(BodyHandler.create(false).setBodyLimit(RESCUE_BYTES_MAX));
    router
        .post("/buildings/:building/imports")
        .handler(BodyHandler.create(false).setBodyLimit(Sources.BODY_BYTES_MAX));
    router
        .post("/buildings/:building/readings")
        .handler(BodyHandler.create(false).setBodyLimit(HandReadings.BODY_BYTES_MAX));
    router
        .post("/buildings/:building/profiles")
        .handler(BodyHandler.create(false).setBodyLimit(Expectations.BODY_BYTES_MAX));
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    byte[] document = document();
    router.get("/openapi.yaml").handler(context -> yaml(context, document));
    router
        .get("/status")
        .handler(
            context -> work(context, () -> house.status().answer(principal(context)), Api::answer));
    router
        .post("/session")
        .handler(context -> work(context, () -> sessions.logIn(context), Api::answer));
    router
        .delete("/session")
        .handler(context -> work(context, () -> sessions.logOut(context), Api::answer));
    Doors doors =
        new Doors(
            router,
            (context, handler) -> asked(context, house, handler::answer, Api::answer),
            (context, handler) -> asked(context, house, handler::answer, Api::send));
    doors.post("/tokens", (to, asked) -> sessions.makeToken(asked));
    doors.post("/accounts", (to, asked) -> sessions.makeAccount(asked));
    Routes.open(doors);
    router
        .get("/transfers/:transfer/export")
        .handler(
            context ->
                asked(
                    context, house, (to, asked) -> to.successions().export(asked), Api::sendOnce));
    router.get("/live").handler(context -> live(context, house));
    router.route().handler(context -> refuse(context, Problem.notFound("path")));
    router.route().failureHandler(Api::refuseFailed);
    return router;
  }

  /** A file, which is deleted when it has been sent. */
  private static void sendOnce(RoutingContext context, Path file) {
    context
        .response()
        .putHeader("Content-Type", "application/zip")
        .putHeader("Cache-Control", "no-store")
        .putHeader("Content-Disposition", "attachment; filename=\"releve-export.zip\"")
        .sendFile(file.toString())
        .onComplete(sent -> context.vertx().fileSystem().delete(file.toString()));
  }

  private static void send(RoutingContext context, Doors.Sent sent) {
    if (!context.response().ended() && !context.response().closed()) {
      context
          .response()
          .putHeader("Content-Type", sent.type())
          // Whatever the bytes are, a browser takes them for what they are said to be.
          .putHeader("X-Content-Type-Options", "nosniff")
          .putHeader("Cache-Control", "no-store");
      sent.name()
          .ifPresent(
              name ->
                  context
                      .response()
                      .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\""));
      context.end(sent.body());
    }
  }

  /** Anything but JSON would be read as a form, or not at all. */
  private static void readable(RoutingContext context) {
    if (Asked.isJson(context.request().getHeader("Content-Type"))) {
      context.next();
    } else {
      refuse(
          context,
          new Problem(415, "Unsupported", "Content-Type: wanted application/json, found another"));
    }
  }

  private void live(RoutingContext context, House house) {
    Context own = context.vertx().getOrCreateContext();
    run(
        context,
        () -> {
          Asked asked = asked(context);
          int building = asked.keyParameter("building");
          Principal principal = asked.principal();
          house.routes(principal).buildings().visible(principal, building);
          Optional<String> secret = secret(context);
          Live.Permit permit = () -> sees(house, secret, building);
          house.live().follow(own, context, new Live.Watch(principal.account(), building, permit));
        });
  }

  /** Whether who holds a token or session still may see a building. */
  private boolean sees(House house, Optional<String> secret, int building) throws SQLException {
    Optional<Principal> holder = holder(secret);
    try {
      if (holder.isPresent()) {
        house.routes(holder.get()).buildings().visible(holder.get(), building);
      }
      return holder.isPresent();
    } catch (Problem gone) {
      return false;
    }
  }

  private Asked asked(RoutingContext context) throws Problem, SQLException {
    return new Asked(context, principal(context).orElseThrow(Problem::unauthorised));
  }

  /** Whether people can have written it: no control character, no half of a character. */
  public static boolean isText(String text) {
    return Asked.isText(text);
  }

  /** Who holds the bearer token or session cookie of a request. */
  public Optional<Principal> principal(RoutingContext context) throws SQLException {
    return holder(secret(context));
  }

  private Optional<Principal> holder(Optional<String> secret) throws SQLException {
    return secret.isPresent() ? accounts.holder(secret.get()) : Optional.empty();
  }

  private static Optional<String> secret(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.startsWith("Bearer ")) {
      return Optional.of(header.substring("Bearer ".length()));
    }
    return Optional.ofNullable(context.request().getCookie(COOKIE)).map(Cookie::getValue);
  }

  @FunctionalInterface
  private interface Work<T> {
    T answer() throws Problem, SQLException;
  }

  @FunctionalInterface
  private interface Question<T> {
    T answer(Routes routes, Asked asked) throws Problem, SQLException;
  }

  @FunctionalInterface
  private interface Deed {
    void run() throws Problem, SQLException;
  }

  /** Work that begins with who asks. */
  private <T> void asked(
      RoutingContext context,
      House house,
      Question<T> question,
      BiConsumer<RoutingContext, T> sends) {
    work(
        context,
        () -> {
          Asked asked = asked(context);
          return question.answer(house.routes(asked.principal()), asked);
        },
        sends);
  }

  /** Work on a thread of its own whose answer is sent on the request's. */
  private <T> void work(RoutingContext context, Work<T> work, BiConsumer<RoutingContext, T> sends) {
    Context own = context.vertx().getOrCreateContext();
    run(
        context,
        () -> {
          T answer = work.answer();
          own.runOnContext(now -> sends.accept(context, answer));
        });
  }

  private void run(RoutingContext context, Deed deed) {
    Context own = context.vertx().getOrCreateContext();
    workers.execute(
        () ->
            problem(context, deed)
                .ifPresent(problem -> own.runOnContext(now -> refuse(context, problem))));
  }

  private static Optional<Problem> problem(RoutingContext context, Deed deed) {
    try {
      deed.run();
      return Optional.empty();
    } catch (Problem problem) {
      if (REFUSALS.contains(problem.status())) {
        log.info(
            "refused method={} path={} status={} address={}",
            context.request().method(),
            context.normalizedPath(),
            problem.status(),
            context.request().remoteAddress());
      }
      return Optional.of(problem);
    } catch (SQLException away) {
      log.warn("the database did not answer path={}", context.normalizedPath(), away);
      return Optional.of(
          new Problem(503, "Database away", "the database does not answer; try again"));
    } catch (RuntimeException bug) {
      log.error("a handler failed path={}", context.normalizedPath(), bug);
      return Optional.of(new Problem(500, "Our fault", "the request could not be answered"));
    }
  }

  private static void answer(RoutingContext context, JsonObject answer) {
    if (!context.response().ended() && !context.response().closed()) {
      context.response().putHeader("Cache-Control", "no-store");
      context.json(answer);
    }
  }

  private static void refuse(RoutingContext context, Problem problem) {
    if (context.response().ended() || context.response().headWritten()) {
      return;
    }
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", "application/problem+json")
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail(Asked.language(context)))
                .encode());
  }

  /** What Vert.x refused by itself: a body that is too large, a path that cannot be read. */
  private static void refuseFailed(RoutingContext context) {
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    String detail =
        status == 413
            ? "body: wanted at most %d bytes, found more".formatted(BODY_BYTES_MAX)
            : "the request could not be read";
    if (status >= 500) {
      log.error("a request failed path={}", context.normalizedPath(), context.failure());
    }
    refuse(context, new Problem(status, "Refused", detail));
  }

  private static void yaml(RoutingContext context, byte[] document) {
    context.response().putHeader("Content-Type", "application/yaml").end(Buffer.buffer(document));
  }

  private static byte[] document() {
    try (InputStream file =
        Objects.requireNonNull(Api.class.getResourceAsStream("openapi.yaml"), "openapi.yaml")) {
      return file.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
