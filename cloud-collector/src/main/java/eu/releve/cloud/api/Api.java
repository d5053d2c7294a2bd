package eu.releve.cloud.api;

import eu.releve.cloud.account.Accounts;
import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.account.Principal;
import eu.releve.measure.OrganisationId;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
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

  private final Accounts accounts;
  private final LoginLimit limit;
  private final Executor workers;

  /**
   * @param accounts says who asks.
   * @param limit slows down guessing.
   * @param workers runs handlers; one thread a request.
   */
  public Api(Accounts accounts, LoginLimit limit, Executor workers) {
    this.accounts = accounts;
    this.limit = limit;
    this.workers = workers;
  }

  /** Something that answers an authenticated request with a JSON object. */
  @FunctionalInterface
  interface Handler {
    JsonObject answer(Asked asked) throws Problem, SQLException;
  }

  /** What answers. */
  public record Routes(
      Buildings buildings, Series series, Consumption consumption, Ledgers ledgers) {
    /** All on one database. */
    public static Routes on(DataSource database) {
      return new Routes(
          new Buildings(database),
          new Series(database),
          new Consumption(database),
          new Ledgers(database));
    }
  }

  /** The routes. */
  public Router router(Vertx vertx, Routes routes) {
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    router.post("/session").handler(this::logIn);
    router.delete("/session").handler(this::logOut);
    post(router, "/tokens", this::makeToken);
    post(router, "/accounts", this::makeAccount);
    get(router, "/buildings", routes.buildings()::list);
    get(router, "/buildings/:building", routes.buildings()::one);
    get(router, "/buildings/:building/registers", routes.buildings()::registers);
    get(router, "/registers/:register/readings", routes.series()::readings);
    get(router, "/points/:point/consumption", routes.consumption()::ofPoint);
    get(router, "/gateways/:gateway/ledger", routes.ledgers()::one);
    router.route().handler(context -> refuse(context, Problem.notFound("path")));
    router
        .route()
        .failureHandler(
            context ->
                refuse(
                    context,
                    new Problem(context.statusCode(), "Refused", "the request was refused")));
    return router;
  }

  private void get(Router router, String path, Handler handler) {
    router.get(path).handler(context -> authenticated(context, handler));
  }

  private void post(Router router, String path, Handler handler) {
    router.post(path).handler(context -> authenticated(context, handler));
  }

  private void authenticated(RoutingContext context, Handler handler) {
    work(
        context,
        () -> {
          Principal principal = principal(context).orElseThrow(Problem::unauthorised);
          return handler.answer(new Asked(context, principal));
        });
  }

  /** Who holds the bearer token or session cookie of a request. */
  public Optional<Principal> principal(RoutingContext context) throws SQLException {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.startsWith("Bearer ")) {
      return accounts.holder(header.substring("Bearer ".length()));
    }
    Cookie cookie = context.request().getCookie(COOKIE);
    return cookie == null ? Optional.empty() : accounts.holder(cookie.getValue());
  }

  @FunctionalInterface
  private interface Work {
    JsonObject answer() throws Problem, SQLException;
  }

  private void work(RoutingContext context, Work work) {
    workers.execute(
        () -> {
          try {
            JsonObject answer = work.answer();
            context.vertx().runOnContext(now -> context.json(answer));
          } catch (Problem problem) {
            context.vertx().runOnContext(now -> refuse(context, problem));
          } catch (SQLException away) {
            log.warn("the database did not answer path={}", context.normalizedPath(), away);
            Problem problem =
                new Problem(503, "Database away", "the database does not answer; try again");
            context.vertx().runOnContext(now -> refuse(context, problem));
          } catch (RuntimeException bug) {
            log.error("a handler failed path={}", context.normalizedPath(), bug);
            Problem problem = new Problem(500, "Our fault", "the request could not be answered");
            context.vertx().runOnContext(now -> refuse(context, problem));
          }
        });
  }

  private static void refuse(RoutingContext context, Problem problem) {
    if (context.response().ended()) {
      return;
    }
    context
        .response()
        .setStatusCode(problem.status() < 400 ? 500 : problem.status())
        .putHeader("Content-Type", "application/problem+json")
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.getMessage())
                .encode());
  }

  private void logIn(RoutingContext context) {
    String address = context.request().remoteAddress().hostAddress();
    work(
        context,
        () -> {
          JsonObject body = new Asked(context, NOBODY).body();
          String user = Asked.field(body, "user", 100);
          if (!limit.allows(user, address)) {
            throw new Problem(429, "Too many tries", "wait before the next try");
          }
          Optional<Principal> principal = accounts.check(user, Asked.field(body, "password", 200));
          limit.note(user, address, principal.isPresent());
          String secret =
              accounts.open(
                  principal.orElseThrow(
                      () -> new Problem(401, "Not logged in", "wrong user or password")),
                  Accounts.Access.SESSION);
          context
              .response()
              .addCookie(
                  Cookie.cookie(COOKIE, secret)
                      .setHttpOnly(true)
                      .setSecure(context.request().isSSL())
                      .setSameSite(CookieSameSite.STRICT)
                      .setPath("/"));
          return new JsonObject().put("user", user);
        });
  }

  private static final Principal NOBODY = new Principal(0, "", Principal.Role.SYNDIC, 0);

  private void logOut(RoutingContext context) {
    work(
        context,
        () -> {
          Cookie cookie = context.request().getCookie(COOKIE);
          if (cookie != null) {
            accounts.close(cookie.getValue());
            context.response().removeCookie(COOKIE);
          }
          return new JsonObject();
        });
  }

  private JsonObject makeToken(Asked asked) throws SQLException {
    String token = accounts.open(asked.principal(), Accounts.Access.TOKEN);
    return new JsonObject().put("token", token);
  }

  private JsonObject makeAccount(Asked asked) throws Problem, SQLException {
    if (!asked.principal().isOperator()) {
      throw Problem.forbidden("only operators make accounts");
    }
    JsonObject body = asked.body();
    String user = Asked.field(body, "user", 100);
    String password = Asked.field(body, "password", 200);
    String role = Asked.field(body, "role", 20);
    if (password.length() < 12) {
      throw Problem.badRequest("password: wanted at least 12 characters, found fewer");
    }
    try {
      accounts.make(
          user,
          password,
          Principal.Role.valueOf(role.toUpperCase(Locale.ROOT)),
          new OrganisationId(Asked.field(body, "organisation", 40)));
    } catch (IllegalArgumentException impossible) {
      throw Problem.badRequest("role, organisation: " + impossible.getMessage());
    } catch (SQLException refused) {
      if ("23505".equals(refused.getSQLState())) {
        throw new Problem(409, "Taken", "there is an account of that name");
      }
      if (refused.getSQLState() == null) {
        throw Problem.badRequest(String.valueOf(refused.getMessage()));
      }
      throw refused;
    }
    return new JsonObject().put("user", user);
  }
}
