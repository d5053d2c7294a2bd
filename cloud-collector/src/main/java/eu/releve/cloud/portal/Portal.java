package eu.releve.cloud.portal;

import eu.releve.cloud.account.Accounts;
import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.account.Principal;
import eu.releve.cloud.api.Api;
import eu.releve.cloud.portal.BuildingPage.Building;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages: log-in, the buildings, one building. Everything they need they serve themselves. */
public final class Portal {
  private static final Logger log = LoggerFactory.getLogger(Portal.class);
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'";
  private static final int FORM_BYTES_MAX = 4_096;

  private final Api api;
  private final Accounts accounts;
  private final LoginLimit limit;
  private final BuildingPage buildings;
  private final Executor workers;

  /**
   * @param api knows who asks.
   * @param accounts checks log-ins.
   * @param limit slows down guessing.
   * @param database connections that may read.
   * @param clock dates what is shown.
   * @param workers runs handlers; one thread a request.
   */
  public Portal(
      Api api,
      Accounts accounts,
      LoginLimit limit,
      DataSource database,
      InstantSource clock,
      Executor workers) {
    this.api = api;
    this.accounts = accounts;
    this.limit = limit;
    this.buildings = new BuildingPage(database, clock);
    this.workers = workers;
  }

  /** The routes. */
  public Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router.route().handler(Portal::headers);
    router
        .get("/files/*")
        .handler(StaticHandler.create("eu/releve/cloud/portal/files").setMaxAgeSeconds(3_600));
    router
        .get("/login")
        .handler(context -> html(context, 200, loginPage(messages(context), false)));
    router
        .post("/login")
        .handler(BodyHandler.create(false).setBodyLimit(FORM_BYTES_MAX))
        .handler(context -> work(context, () -> logIn(context)));
    router.get("/").handler(context -> work(context, () -> list(context)));
    router
        .getWithRegex("/buildings/(?<building>[1-9][0-9]{0,8})")
        .handler(context -> work(context, () -> building(context)));
    return router;
  }

  private static void headers(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
    context.next();
  }

  private static Messages messages(RoutingContext context) {
    String accepted = context.request().getHeader("Accept-Language");
    return Messages.accepted(accepted == null ? "fr" : accepted);
  }

  /** What a handler answers: a page, or another place to go. */
  private sealed interface Answer {
    record Page(int status, String html) implements Answer {}

    record Elsewhere(String path) implements Answer {}
  }

  @FunctionalInterface
  private interface Work {
    Answer answer() throws SQLException;
  }

  private void work(RoutingContext context, Work work) {
    workers.execute(
        () -> {
          Answer answer = answer(context, work);
          context.vertx().runOnContext(now -> send(context, answer));
        });
  }

  private static Answer answer(RoutingContext context, Work work) {
    try {
      return work.answer();
    } catch (SQLException away) {
      log.warn("the database did not answer path={}", context.normalizedPath(), away);
      return message(context, 503, "database.away");
    } catch (RuntimeException bug) {
      log.error("a page failed path={}", context.normalizedPath(), bug);
      return message(context, 500, "page.failed");
    }
  }

  private static Answer.Page message(RoutingContext context, int status, String key) {
    Messages messages = messages(context);
    String body = "<p class=\"empty\">%s</p>".formatted(messages.html(key));
    return new Answer.Page(status, Html.page(messages, "Relevé", body));
  }

  private static void send(RoutingContext context, Answer answer) {
    switch (answer) {
      case Answer.Page page -> html(context, page.status(), page.html());
      case Answer.Elsewhere elsewhere ->
          context.response().setStatusCode(303).putHeader("Location", elsewhere.path()).end();
    }
  }

  private static void html(RoutingContext context, int status, String html) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .end(html);
  }

  private Answer list(RoutingContext context) throws SQLException {
    Optional<Principal> principal = api.principal(context);
    if (principal.isEmpty()) {
      return new Answer.Elsewhere("/login");
    }
    List<Building> all = buildings.buildings(principal.get());
    return all.size() == 1
        ? new Answer.Elsewhere("/buildings/" + all.getFirst().id())
        : new Answer.Page(200, buildings.list(all, messages(context)));
  }

  private Answer building(RoutingContext context) throws SQLException {
    Optional<Principal> principal = api.principal(context);
    if (principal.isEmpty()) {
      return new Answer.Elsewhere("/login");
    }
    int id = Integer.parseInt(context.pathParam("building"));
    Optional<Building> found =
        buildings.buildings(principal.get()).stream().filter(b -> b.id() == id).findFirst();
    return found.isPresent()
        ? new Answer.Page(200, buildings.one(found.get(), messages(context)))
        : message(context, 404, "building.unknown");
  }

  private Answer logIn(RoutingContext context) throws SQLException {
    String user = parameter(context, "user");
    String address = context.request().remoteAddress().hostAddress();
    Optional<Principal> principal =
        limit.allows(user, address)
            ? accounts.check(user, parameter(context, "password"))
            : Optional.empty();
    limit.note(user, address, principal.isPresent());
    if (principal.isEmpty()) {
      return new Answer.Page(401, loginPage(messages(context), true));
    }
    String secret = accounts.open(principal.get(), Accounts.Access.SESSION);
    context
        .response()
        .addCookie(
            Cookie.cookie(Api.COOKIE, secret)
                .setHttpOnly(true)
                .setSecure(context.request().isSSL())
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/"));
    return new Answer.Elsewhere("/");
  }

  private static String parameter(RoutingContext context, String name) {
    String value = context.request().getFormAttribute(name);
    return value == null ? "" : value;
  }

  private static String loginPage(Messages messages, boolean wrong) {
    String body =
        """
        <form class="login" method="post" action="/login">
        <h1>%s</h1>
        %s
        <label>%s <input name="user" autocomplete="username" required maxlength="100"></label>
        <label>%s <input name="password" type="password" autocomplete="current-password" required maxlength="200"></label>
        <button>%s</button>
        </form>
        """
            .formatted(
                messages.html("login.title"),
                wrong ? "<p class=\"error\">" + messages.html("login.wrong") + "</p>" : "",
                messages.html("login.user"),
                messages.html("login.password"),
                messages.html("login.button"));
    return Html.page(messages, messages.html("login.title"), body);
  }
}
