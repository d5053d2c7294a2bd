package eu.releve.cloud.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import eu.releve.cloud.account.Principal;
import eu.releve.provisioning.language.Messages;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated request, its parameters read strictly.
 *
 * @param context the request.
 * @param principal who asks.
 */
record Asked(RoutingContext context, Principal principal) {
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
  private static final Pattern LONG = Pattern.compile("[1-9]\\d{0,17}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern JSON_TYPE =
      Pattern.compile("application/([a-z0-9.-]+\\+)?json\\s*(;.*)?");
  private static final Instant BEGINNING = Instant.EPOCH;
  private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

  /** In which language the asker reads refusals; English where the request does not say. */
  Locale language() {
    return language(context);
  }

  static Locale language(RoutingContext context) {
    String wish = context.request().getHeader("Accept-Language");
    return wish == null ? Locale.ENGLISH : Messages.wanted(wish);
  }

  /** A key of the database in the path. */
  int key(String name) throws Problem {
    String text = context.pathParam(name);
    if (text == null || !NUMBER.matcher(text).matches()) {
      throw Problem.wanted("number", name, String.valueOf(text));
    }
    return Integer.parseInt(text);
  }

  /** A key of a batch in the path. */
  long batch() throws Problem {
    String text = context.pathParam("batch");
    if (text == null || !LONG.matcher(text).matches()) {
      throw Problem.badRequest("batch: wanted a number, found '%s'".formatted(text));
    }
    return Long.parseLong(text);
  }

  /** The batch that the page before ended with, 0 for the first page. */
  long batchCursor() throws Problem {
    Optional<String> position = cursor();
    if (position.isPresent() && !LONG.matcher(position.get()).matches()) {
      throw notOurs();
    }
    return position.map(Long::parseLong).orElse(0L);
  }

  /** The name that the page before ended with, empty for the first page. */
  String nameCursor() throws Problem {
    Optional<String> position = cursor();
    if (position.isPresent() && !NAME.matcher(position.get()).matches()) {
      throw notOurs();
    }
    return position.orElse("");
  }

  /** A name that people give, in the path. */
  String name(String name) throws Problem {
    String text = context.pathParam(name);
    if (text == null || !NAME.matcher(text).matches()) {
      throw name.equals("gateway") ? Problem.noSuch("gateway") : Problem.notFound(name);
    }
    return text;
  }

  /** A key of the database in the query. */
  int keyParameter(String name) throws Problem {
    String text = parameter(name).orElse("");
    if (!NUMBER.matcher(text).matches()) {
      throw Problem.badRequest("%s: wanted a number, found '%s'".formatted(name, text));
    }
    return Integer.parseInt(text);
  }

  Optional<String> parameter(String name) {
    return context.queryParam(name).stream().findFirst();
  }

  Instant from() throws Problem {
    return instant("from", BEGINNING);
  }

  Instant to() throws Problem {
    Instant to = instant("to", END);
    if (!from().isBefore(to)) {
      throw Problem.badRequest(
          "from, to: wanted from before to, found %s, %s".formatted(from(), to));
    }
    return to;
  }

  /** An instant in the query. */
  Optional<Instant> instant(String name) throws Problem {
    return parameter(name).isEmpty() ? Optional.empty() : Optional.of(instant(name, END));
  }

  private Instant instant(String name, Instant otherwise) throws Problem {
    Optional<String> text = parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      Instant instant = Instant.parse(text.get());
      if (isPossible(instant)) {
        return instant;
      }
    } catch (DateTimeParseException other) {
      // Told below, like an instant that no meter has seen.
    }
    throw Problem.badRequest(
        "%s: wanted an instant from %s to %s, found '%s'"
            .formatted(name, BEGINNING, END, text.get()));
  }

  int limit(int otherwise, int max) throws Problem {
    String text = parameter("limit").orElse(Integer.toString(otherwise));
    if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > max) {
      throw Problem.badRequest("limit: wanted 1..%d, found '%s'".formatted(max, text));
    }
    return Integer.parseInt(text);
  }

  /** The key that the page before ended with, 0 for the first page. */
  int keyCursor() throws Problem {
    Optional<String> position = cursor();
    if (position.isPresent() && !NUMBER.matcher(position.get()).matches()) {
      throw notOurs();
    }
    return position.map(Integer::parseInt).orElse(0);
  }

  /** The instant that the page before ended with. */
  Optional<Instant> instantCursor() throws Problem {
    try {
      Optional<Instant> instant = cursor().map(Instant::parse);
      if (instant.filter(Asked::isPossible).isPresent() == instant.isPresent()) {
        return instant;
      }
    } catch (DateTimeParseException other) {
      // Told below, like an instant that no page ends with.
    }
    throw notOurs();
  }

  private static boolean isPossible(Instant instant) {
    return !instant.isBefore(BEGINNING) && !instant.isAfter(END);
  }

  private Optional<String> cursor() throws Problem {
    try {
      return parameter("cursor")
          .map(text -> new String(Base64.getUrlDecoder().decode(text), UTF_8));
    } catch (IllegalArgumentException other) {
      throw notOurs();
    }
  }

  private Problem notOurs() {
    return Problem.badRequest(
        "cursor: wanted the 'next' of a page, found '" + parameter("cursor").orElse("") + "'");
  }

  static String next(String position) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
  }

  static JsonObject body(RoutingContext context) throws Problem {
    Buffer bytes = context.body().buffer();
    if (bytes == null || bytes.length() == 0) {
      throw Problem.badRequest("body: wanted a JSON object, found nothing");
    }
    try {
      if (Json.decodeValue(bytes) instanceof JsonObject body) {
        return body;
      }
    } catch (DecodeException notJson) {
      // Told below, like a list or a number.
    }
    throw Problem.badRequest("body: wanted a JSON object, found something else");
  }

  /** Whether a request brings what this API reads; one without a type is taken to. */
  static boolean isJson(@Nullable String contentType) {
    return contentType == null
        || JSON_TYPE.matcher(contentType.toLowerCase(Locale.ROOT).strip()).matches();
  }

  static String field(JsonObject body, String name, int lengthMax) throws Problem {
    Object value = body.getValue(name);
    if (!(value instanceof String text) || text.isEmpty() || text.length() > lengthMax) {
      String max = Integer.toString(lengthMax);
      throw value == null
          ? Problem.wanted("text-missing", name, max)
          : Problem.wanted("text", name, max);
    }
    if (!isText(text)) {
      throw Problem.wanted("text-clean", name);
    }
    return text;
  }

  /** Whether people can have written it: no control character, no half of a character. */
  static boolean isText(String text) {
    return text.codePoints()
        .noneMatch(
            point ->
                Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
  }
}
