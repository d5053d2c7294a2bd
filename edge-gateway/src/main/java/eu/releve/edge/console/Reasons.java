package eu.releve.edge.console;

import eu.releve.edge.publish.Trouble;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the words for what a link, the kernel or a library said of a failure; their own text is for
 * programs and in one language only.
 */
final class Reasons {
  private static final Map<Pattern, String> KNOWN = new LinkedHashMap<>();

  static {
    known("reason.untrusted", "is not trusted: ");
    known("reason.no-endpoint", "wanted an endpoint of security");
    known("reason.login", "Bad_UserAccess|Bad_IdentityToken|opcua-passwords|opcua-user-");
    known("reason.no-node", "Bad_NodeId|no such namespace");
    known("reason.not-watched", "not watched: ");
    known("reason.refused", "connection refused");
    known("reason.no-route", "no route to host|network is unreachable|host is unreachable");
    known("reason.name", "unknown ?host|name or service not known|failed to resolve");
    known("reason.closed", "closed the connection|connection reset|broken pipe|channel closed");
    known("reason.no-connection", "no connection within|connect(ion)? timed out");
    known("reason.no-answer", "no answer within");
    known("reason.port-absent", "is not there$|is no serial port");
    known("reason.port-right", "no right to use it");
    known("reason.port-taken", "another program has it");
    known("reason.port-broken", "(reading|writing) failed with error");
    known("reason.exception-1", "^exception 1$");
    known("reason.exception-2", "^exception 2$");
    known("reason.exception-4", "^exception 4$");
    known("reason.exception-6", "^exception 6$");
    known("reason.exception-10", "^exception 1[01]$");
    known("reason.checksum", "checksum|crc");
    known("reason.other-address", "wanted (address|unit) |wanted meter ");
    known("reason.cut", "(answer|telegram) that ends after");
    known("reason.no-frame", "^start byte |^header |damaged characters|bytes after a frame");
    known("reason.not-acknowledged", "is not acknowledged|an acknowledgement");
    known("reason.other-speaker", "is no RSP_UD");
    known("reason.reads-spent", "no request is left");
  }

  private Reasons() {}

  private static void known(String key, String pattern) {
    KNOWN.put(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), key);
  }

  /** The key of the words for a reason; empty where there are none. */
  static String keyOf(String detail) {
    return KNOWN.entrySet().stream()
        .filter(known -> known.getKey().matcher(detail).find())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  /** The key of the words for the collector being away. */
  static String keyOf(Trouble trouble) {
    return "trouble." + trouble.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
