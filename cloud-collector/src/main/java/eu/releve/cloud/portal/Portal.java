package eu.releve.cloud.portal;

import eu.releve.cloud.account.Accounts;
import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.account.Principal;
import eu.releve.cloud.api.Api;
import eu.releve.cloud.api.Status;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.enrol.Pairing;
import eu.releve.cloud.portal.Inventory.Building;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages: log-in, the buildings, one building. Everything they need they serve themselves. */
public final class Portal {
  private static final Logger log = LoggerFactory.getLogger(Portal.class);
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
  private static final String FORM_TYPE = "application/x-www-form-urlencoded";
  private static final String BUILDING = "/buildings/(?<building>[1-9][0-9]{0,8})";
  private static final int FORM_BYTES_MAX = 4_096;

  /** A reason has 500 characters at most, of which a form makes up to nine bytes each. */
  private static final int REASON_BYTES_MAX = 8_192;

  private static final long YEAR_SECONDS = Duration.ofDays(365).toSeconds();
  private static final String RETRY_SECONDS = "10";

  private final Api api;
  private final Accounts accounts;
  private final LoginLimit limit;
  private final Database database;
  private final InstantSource clock;
  private final Files files = Files.load();
  private final Status status;
  private final Optional<Pairing> pairing;
  private final Executor workers;

  /**
   * @param api knows who asks.
   * @param accounts checks log-ins.
   * @param limit slows down guessing.
   * @param database lends each request connections that see what its visitor may.
   * @param clock dates what is shown.
   * @param status says how the collector is, to operators.
   * @param pairing gives boxes to those who have their labels; a collector that only shows has
   *     none.
   * @param workers runs handlers; one thread a request.
   */
  public Portal(
      Api api,
      Accounts accounts,
      LoginLimit limit,
      Database database,
      InstantSource clock,
      Status status,
      Optional<Pairing> pairing,
      Executor workers) {
    this.api = api;
    this.accounts = accounts;
    this.limit = limit;
    this.database = database;
    this.clock = clock;
    this.status = status;
    this.pairing = pairing;
    this.workers = workers;
  }

  /** The pages as that visitor may see them. */
  private Pages pages(Principal principal) {
    DataSource seen = database.api(principal.reach());
    return new Pages(seen, new ProcessedResults(seen, clock), principal.role(), clock);
  }

  /** The routes. */
  public Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router.route().handler(Portal::headers);
    router.get("/files/*").handler(files::handle);
    router.get("/language").handler(Portal::language);
    router.get("/login").handler(context -> send(context, loginPage(context)));
    BodyHandler form = BodyHandler.create(false).setBodyLimit(FORM_BYTES_MAX);
    router.post("/login").handler(Portal::readable);
    router.post("/login").handler(form).handler(context -> work(context, () -> logIn(context)));
    router.post("/logout").handler(form).handler(context -> work(context, () -> logOut(context)));
    router.get("/").handler(context -> work(context, () -> list(context)));
    router.get("/boxes").handler(context -> work(context, () -> boxes(context)));
    router.post("/boxes").handler(Portal::readable);
    router.post("/boxes").handler(form).handler(context -> work(context, () -> pair(context)));
    // Where the code of a label leads: what stands behind its # comes along to the page.
    router
        .getWithRegex("/enrol/[a-z0-9-]{1,64}")
        .handler(context -> send(context, new Answer.Elsewhere("/boxes")));
    router.get("/status").handler(context -> work(context, () -> status(context)));
    building(router, "", this::overview);
    building(
        router, "/now", (pages, shown, context) -> page(pages.now(shown.visit, shown.building)));
    building(
        router,
        "/meters",
        (pages, shown, context) -> page(pages.meters(shown.visit, shown.building)));
    closings(router);
    router.route().handler(context -> send(context, message(context, 404, "page.unknown")));
    router.route().failureHandler(this::failed);
    return router;
  }

  private void closings(Router router) {
    String path = "/closings";
    String one = path + "/(?<closing>[1-9][0-9]{0,8})";
    building(router, path, (pages, shown, context) -> closings(shown).show(asked(context, true)));
    building(
        router,
        path + "/file",
        (pages, shown, context) ->
            closings(shown).file(asked(context, true), parameter(context, "format")));
    building(router, one, (pages, shown, context) -> closings(shown).one(closing(context)));
    building(
        router,
        one + "/file",
        (pages, shown, context) ->
            closings(shown).oneFile(closing(context), parameter(context, "format")));
    router.postWithRegex(BUILDING + path).handler(Portal::readable);
    router
        .postWithRegex(BUILDING + path)
        .handler(BodyHandler.create(false).setBodyLimit(REASON_BYTES_MAX))
        .handler(
            context ->
                work(
                    context,
                    () ->
                        building(
                            context,
                            (pages, shown, it) ->
                                closings(shown).close(asked(it, false), field(it, "reason")))));
  }

  private ClosingPage closings(Shown shown) {
    return new ClosingPage(
        database.api(shown.principal.reach()),
        shown.visit,
        shown.principal,
        shown.building,
        clock.instant());
  }

  private static int closing(RoutingContext context) {
    return Integer.parseInt(context.pathParam("closing"));
  }

  private static ClosingPage.Asked asked(RoutingContext context, boolean inQuery) {
    return inQuery
        ? new ClosingPage.Asked(
            parameter(context, "first"), parameter(context, "last"), parameter(context, "lot"))
        : new ClosingPage.Asked(
            field(context, "first"), field(context, "last"), field(context, "lot"));
  }

  private static void headers(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
    context.next();
  }

  /** A form of any other kind would be read as an empty one. */
  private static void readable(RoutingContext context) {
    String type = context.request().getHeader("Content-Type");
    boolean form = type != null && type.toLowerCase(Locale.ROOT).strip().startsWith(FORM_TYPE);
    if (form) {
      context.next();
    } else {
      context.fail(415);
    }
  }

  private Visit visit(RoutingContext context) {
    return Visit.of(context, files);
  }

  private static Answer page(String html) {
    return new Answer.Page(200, html);
  }

  @FunctionalInterface
  private interface Work {
    Answer answer() throws SQLException;
  }

  /** One building that the visitor may see. */
  private record Shown(Visit visit, Principal principal, Building building) {}

  /** Answers for one building. */
  @FunctionalInterface
  private interface Shows {
    Answer answer(Pages pages, Shown shown, RoutingContext context) throws SQLException;
  }

  private void building(Router router, String path, Shows shows) {
    router
        .getWithRegex(BUILDING + path)
        .handler(context -> work(context, () -> building(context, shows)));
  }

  private void work(RoutingContext context, Work work) {
    Context own = context.vertx().getOrCreateContext();
    workers.execute(
        () -> {
          Answer answer = answer(context, work);
          own.runOnContext(now -> send(context, answer));
        });
  }

  private Answer answer(RoutingContext context, Work work) {
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

  private Answer message(RoutingContext context, int status, String key) {
    return new Answer.Page(status, Pages.message(visit(context), status, key));
  }

  /** What Vert.x refused by itself: a form that is too large, a path that cannot be read. */
  private void failed(RoutingContext context) {
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    if (status >= 500) {
      log.error("a request failed path={}", context.normalizedPath(), context.failure());
    }
    send(context, message(context, status, status < 500 ? "page.refused" : "page.failed"));
  }

  private static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (answer instanceof Answer.Page page && page.status() >= 400 && page.status() < 500) {
      log.info(
          "refused method={} path={} status={} address={}",
          context.request().method(),
          context.normalizedPath(),
          page.status(),
          context.request().remoteAddress());
    }
    if (response.ended() || response.closed()) {
      return;
    }
    response.putHeader("Cache-Control", "no-store");
    switch (answer) {
      case Answer.Page page -> {
        if (page.status() == 503) {
          response.putHeader("Retry-After", RETRY_SECONDS);
        }
        response
            .setStatusCode(page.status())
            .putHeader("Content-Type", "text/html; charset=utf-8")
            .putHeader("Vary", "Accept-Language, Cookie")
            .end(page.html());
      }
      case Answer.Download file ->
          response
              .putHeader("Content-Type", file.kind().type())
              .putHeader(
                  "Content-Disposition", "attachment; filename=\"%s\"".formatted(file.name()))
              .end(Buffer.buffer(file.bytes()));
      case Answer.Elsewhere elsewhere ->
          response.setStatusCode(303).putHeader("Location", elsewhere.path()).end();
    }
  }

  private static void language(RoutingContext context) {
    Messages.named(parameter(context, "to"))
        .map(Locale::getLanguage)
        .ifPresent(
            language ->
                context
                    .response()
                    .addCookie(
                        Cookie.cookie(Visit.LANGUAGE, language)
                            .setSecure(context.request().isSSL())
                            .setSameSite(CookieSameSite.LAX)
                            .setMaxAge(YEAR_SECONDS)
                            .setPath("/")));
    send(context, new Answer.Elsewhere(Visit.safe(parameter(context, "back"))));
  }

  private Answer list(RoutingContext context) throws SQLException {
    Optional<Principal> principal = api.principal(context);
    if (principal.isEmpty()) {
      return toLogIn(context);
    }
    Pages pages = pages(principal.get());
    List<Building> all = pages.buildings(principal.get());
    return all.size() == 1 && !principal.get().isOperator()
        ? new Answer.Elsewhere("/buildings/" + all.getFirst().id())
        : page(
            pages.list(
                visit(context).by(principal.get().name()), all, principal.get().isOperator()));
  }

  /** How the collector is: for operators, to anybody else it is no page. */
  private Answer status(RoutingContext context) throws SQLException {
    Optional<Principal> principal = api.principal(context);
    if (principal.isEmpty()) {
      return toLogIn(context);
    }
    return principal.get().isOperator()
        ? page(
            pages(principal.get())
                .status(visit(context).by(principal.get().name()), status.report()))
        : message(context, 404, "page.unknown");
  }

  private Answer boxes(RoutingContext context) throws SQLException {
    Optional<Principal> principal = api.principal(context);
    if (principal.isEmpty()) {
      return toLogIn(context);
    }
    Visit visit = visit(context).by(principal.get().name());
    return page(
        new PairingPage(pages(principal.get()), pairing)
            .show(visit, principal.get(), parameter(context, "code")));
  }

  private Answer pair(RoutingContext context) throws SQLException {
    Optional<Principal> principal = api.principal(context);
    if (principal.isEmpty()) {
      return toLogIn(context);
    }
    String code = field(context, "code");
    String building = field(context, "building");
    if (!Api.isText(code) || !Api.isText(building)) {
      return message(context, 400, "page.refused");
    }
    PairingPage.Asked asked =
        new PairingPage.Asked(
            principal.get(),
            context.request().remoteAddress().hostAddress(),
            code,
            building,
            field(context, "organisation"));
    return page(
        new PairingPage(pages(principal.get()), pairing)
            .pair(visit(context).by(principal.get().name()), asked));
  }

  private static Answer page(PairingPage.Shown shown) {
    return new Answer.Page(shown.status(), shown.html());
  }

  private Answer building(RoutingContext context, Shows shows) throws SQLException {
    Optional<Principal> principal = api.principal(context);
    if (principal.isEmpty()) {
      return toLogIn(context);
    }
    int id = Integer.parseInt(context.pathParam("building"));
    Pages pages = pages(principal.get());
    Visit visit = visit(context).by(principal.get().name());
    Optional<Building> found = pages.building(principal.get(), id);
    return found.isPresent()
        ? shows.answer(pages, new Shown(visit, principal.get(), found.get()), context)
        : message(context, 404, "building.unknown");
  }

  private Answer overview(Pages pages, Shown shown, RoutingContext context) throws SQLException {
    UsePage.Asked asked =
        new UsePage.Asked(
            parameter(context, "medium"),
            parameter(context, "view"),
            parameter(context, "at"),
            parameter(context, "of"));
    return page(pages.building(shown.visit, shown.building, asked));
  }

  private Answer toLogIn(RoutingContext context) {
    boolean expired = context.request().getCookie(Api.COOKIE) != null;
    return new Answer.Elsewhere(visit(context).loginLink(expired));
  }

  private Answer loginPage(RoutingContext context) {
    Visit visit = visit(context);
    Optional<String> problem =
        parameter(context, "expired").isEmpty()
            ? Optional.empty()
            : Optional.of(visit.text("login.expired"));
    String back = Visit.safe(parameter(context, "back"));
    return page(Pages.login(visit, new Pages.LogIn(problem, "", back)));
  }

  private Answer logIn(RoutingContext context) throws SQLException {
    String user = field(context, "user");
    if (!Api.isText(user) || !Api.isText(field(context, "password"))) {
      return message(context, 400, "page.refused");
    }
    String back = Visit.safe(field(context, "back"));
    String address = context.request().remoteAddress().hostAddress();
    boolean allowed = limit.allows(user, address);
    Optional<Principal> principal =
        allowed ? accounts.check(user, field(context, "password")) : Optional.empty();
    limit.note(user, address, principal.isPresent());
    if (principal.isEmpty()) {
      Visit visit = visit(context);
      String problem = visit.text(allowed ? "login.wrong" : "login.too-many");
      String html = Pages.login(visit, new Pages.LogIn(Optional.of(problem), user, back));
      return new Answer.Page(allowed ? 401 : 429, html);
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
    return new Answer.Elsewhere(back);
  }

  private Answer logOut(RoutingContext context) throws SQLException {
    Cookie cookie = context.request().getCookie(Api.COOKIE);
    if (cookie != null) {
      accounts.close(cookie.getValue());
      context.response().removeCookie(Api.COOKIE);
    }
    return new Answer.Elsewhere("/login");
  }

  private static String field(RoutingContext context, String name) {
    String value = context.request().getFormAttribute(name);
    return value == null ? "" : value;
  }

  private static String parameter(RoutingContext context, String name) {
    String value = context.request().getParam(name);
    return value == null ? "" : value;
  }
}
