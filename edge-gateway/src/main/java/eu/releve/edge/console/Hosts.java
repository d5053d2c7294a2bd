package eu.releve.edge.console;

import eu.releve.provisioning.settings.Endpoint;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names and addresses a console lets itself be called.
 *
 * <p>A page elsewhere may point a name of its own at this box and read what the browser gets there
 * (DNS rebinding). Nobody can do that with an address, nor with a name that is the box's alone.
 *
 * @param names in small letters.
 * @param isLocal whether it listens on loopback, where other addresses than loopback's are wrong.
 */
record Hosts(Set<String> names, boolean isLocal) {
  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9a-f:.]{2,45}\\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]");

  Hosts {
    names = Set.copyOf(names);
  }

  /**
   * What a console at that endpoint answers to.
   *
   * @param machine the box's host name: it and the same in {@code .local} are the box's own.
   */
  static Hosts of(Endpoint at, String machine) {
    Set<String> names = new HashSet<>();
    String own = machine.toLowerCase(Locale.ROOT);
    if (!own.isBlank()) {
      names.add(own);
      names.add(own.replaceFirst("\\..*", "") + ".local");
    }
    names.add(at.host().toLowerCase(Locale.ROOT));
    return new Hosts(names, at.isLoopback());
  }

  /** Whether a {@code Host} header means this console. */
  boolean isOwn(@Nullable String header) {
    Matcher form = FORM.matcher(header == null ? "" : header.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      return false;
    }
    String host = form.group(1);
    return LOOPBACK.matcher(host).matches()
        || (!isLocal && (ADDRESS.matcher(host).matches() || names.contains(host)));
  }
}
