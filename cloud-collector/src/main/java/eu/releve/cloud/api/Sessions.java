package eu.releve.cloud.api;

import eu.releve.cloud.account.Accounts;
import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.account.Principal;
import eu.releve.measure.OrganisationId;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Log-ins, log-outs, tokens and accounts. */
final class Sessions {
  private static final int USER_MAX = 100;
  private static final int PASSWORD_MIN = 12;
  private static final int PASSWORD_MAX = 200;

  private final Accounts accounts;
  private final LoginLimit limit;

  Sessions(Accounts accounts, LoginLimit limit) {
    this.accounts = accounts;
    this.limit = limit;
  }

  JsonObject logIn(RoutingContext context) throws Problem, SQLException {
    JsonObject body = Asked.body(context);
    String user = Asked.field(body, "user", USER_MAX);
    String password = Asked.field(body, "password", PASSWORD_MAX);
    String address = context.request().remoteAddress().hostAddress();
    if (!limit.allows(user, address)) {
      throw new Problem(429, "Too many tries", "wait before the next try");
    }
    Optional<Principal> principal = accounts.check(user, password);
    limit.note(user, address, principal.isPresent());
    if (principal.isEmpty()) {
      throw new Problem(401, "Not logged in", "wrong user or password");
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
    return new JsonObject()
        .put("user", user)
        .put("role", principal.get().role().name().toLowerCase(Locale.ROOT));
  }

  JsonObject logOut(RoutingContext context) throws SQLException {
    Cookie cookie = context.request().getCookie(Api.COOKIE);
    if (cookie != null) {
      accounts.close(cookie.getValue());
      context.response().removeCookie(Api.COOKIE);
    }
    return new JsonObject();
  }

  JsonObject makeToken(Asked asked) throws SQLException {
    String token = accounts.open(asked.principal(), Accounts.Access.TOKEN);
    return new JsonObject().put("token", token);
  }

  JsonObject makeAccount(Asked asked) throws Problem, SQLException {
    if (!asked.principal().isOperator()) {
      throw Problem.forbidden("only operators make accounts");
    }
    JsonObject body = Asked.body(asked.context());
    String user = Asked.field(body, "user", USER_MAX);
    String password = Asked.field(body, "password", PASSWORD_MAX);
    if (password.length() < PASSWORD_MIN) {
      throw Problem.badRequest(
          "password: wanted at least %d characters, found fewer".formatted(PASSWORD_MIN));
    }
    Principal.Role role = role(Asked.field(body, "role", 20));
    OrganisationId organisation = organisation(Asked.field(body, "organisation", 40));
    return switch (accounts.make(user, password, role, organisation)) {
      case MADE -> new JsonObject().put("user", user);
      case NAME_TAKEN -> throw new Problem(409, "Taken", "there is an account of that name");
      case NO_SUCH_ORGANISATION ->
          throw Problem.badRequest(
              "organisation: wanted one that exists, found '%s'".formatted(organisation));
    };
  }

  private static Principal.Role role(String text) throws Problem {
    return Arrays.stream(Principal.Role.values())
        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () -> Problem.badRequest("role: wanted operator or syndic, found '" + text + "'"));
  }

  private static OrganisationId organisation(String text) throws Problem {
    try {
      return new OrganisationId(text);
    } catch (IllegalArgumentException impossible) {
      throw Problem.badRequest("organisation: " + impossible.getMessage());
    }
  }
}
