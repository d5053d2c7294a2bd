package eu.releve.edge.poll;

import eu.releve.edge.poll.OpcUaLine.Place;
import eu.releve.measure.RegisterName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which registers a server was asked to watch and does not; told by meter when that begins and when
 * it ends.
 */
final class Watching {
  private final List<Place> places;
  private Map<Integer, String> known = Map.of();

  /** Nothing is known of these places. */
  Watching(List<Place> places) {
    this.places = List.copyOf(places);
  }

  /**
   * What has changed for a meter.
   *
   * @param meter its place among the meters.
   * @param unwatched its registers that the server does not watch now, and why.
   * @param code of the fact.
   * @param text for people.
   */
  record News(int meter, Map<RegisterName, String> unwatched, String code, String text) {}

  /**
   * What there is to tell, in the order of the meters.
   *
   * @param now the places that the server does not watch, and why.
   */
  List<News> news(Map<Integer, String> now) {
    if (now.equals(known)) {
      return List.of();
    }
    Map<Integer, Map<RegisterName, String>> before = byMeter(known);
    Map<Integer, Map<RegisterName, String>> after = byMeter(now);
    known = now;
    List<News> news = new ArrayList<>();
    Map<Integer, Map<RegisterName, String>> both = new TreeMap<>(before);
    both.putAll(after);
    for (int meter : both.keySet()) {
      Map<RegisterName, String> was = before.getOrDefault(meter, Map.of());
      Map<RegisterName, String> is = after.getOrDefault(meter, Map.of());
      Map<RegisterName, String> begun = new LinkedHashMap<>(is);
      begun.entrySet().removeAll(was.entrySet());
      if (!begun.isEmpty()) {
        String text = first(begun, " is not watched: " + begun.values().iterator().next());
        news.add(new News(meter, is, "opcua-unwatched", text));
      }
      Map<RegisterName, String> ended = new LinkedHashMap<>(was);
      ended.keySet().removeAll(is.keySet());
      if (!ended.isEmpty()) {
        news.add(new News(meter, is, "opcua-watched", first(ended, " is there and watched now")));
      }
    }
    return news;
  }

  private Map<Integer, Map<RegisterName, String>> byMeter(Map<Integer, String> unwatched) {
    Map<Integer, Map<RegisterName, String>> byMeter = new TreeMap<>();
    new TreeMap<>(unwatched)
        .forEach(
            (number, why) -> {
              Place place = places.get(number);
              byMeter
                  .computeIfAbsent(place.meter(), meter -> new LinkedHashMap<>())
                  .put(place.register().name(), why);
            });
    return byMeter;
  }

  /** One register stands for all, however many there are. */
  private static String first(Map<RegisterName, String> registers, String what) {
    String more = registers.size() == 1 ? "" : ", and " + (registers.size() - 1) + " more";
    return registers.keySet().iterator().next() + what + more;
  }
}
