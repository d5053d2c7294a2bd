package eu.releve.document;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes nodes of YAML's events.
 *
 * <p>Events, not the library's nodes: its composer recurses before a depth can be refused.
 */
final class DocumentParser {
  private static final int DEPTH_MAX = 32;

  private final String file;
  private final String text;
  private final Iterator<Event> events;
  private int line = 1;

  DocumentParser(String file, String text) {
    this.file = file;
    this.text = text;
    // In one piece: the library fails where a piece ends within a character of two units.
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setBufferSize(text.length() + 1).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  Mapping parse() throws DocumentException {
    try {
      next();
      Event start = next();
      if (start.getEventId() == Event.ID.StreamEnd) {
        throw refuse(Document.WHOLE, "a mapping", "an empty document");
      }
      Node root = node(next(), Document.WHOLE, 1);
      next();
      if (next().getEventId() != Event.ID.StreamEnd) {
        throw refuse(Document.WHOLE, "one document", "a second one");
      }
      if (root instanceof Mapping mapping) {
        return mapping;
      }
      throw new DocumentException(root.place(), Document.WHOLE, "a mapping", root.found());
    } catch (MarkedYamlEngineException wrong) {
      line = wrong.getProblemMark().map(Mark::getLine).orElse(line - 1) + 1;
      throw refuse(Document.WHOLE, "YAML", oneLine(problem(wrong)));
    } catch (ReaderException wrong) {
      line = 1 + (int) text.codePoints().limit(wrong.getPosition()).filter(c -> c == '\n').count();
      throw refuse(Document.WHOLE, "YAML", "a character U+%04X".formatted(wrong.getCodePoint()));
    } catch (YamlEngineException wrong) {
      throw refuse(Document.WHOLE, "YAML", oneLine(String.valueOf(wrong.getMessage())));
    }
  }

  private static String problem(MarkedYamlEngineException wrong) {
    String context = wrong.getContext();
    return context == null ? wrong.getProblem() : wrong.getProblem() + " " + context;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s+", " ");
  }

  private Event next() {
    Event event = events.next();
    line = event.getStartMark().map(Mark::getLine).orElse(line - 1) + 1;
    return event;
  }

  private Node node(Event event, String key, int depth) throws DocumentException {
    Place place = new Place(file, line);
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      String anchor = node.getAnchor().map(Anchor::getValue).orElse("");
      throw refuse(key, "a value", "an anchor or alias '" + anchor + "'");
    }
    if (depth > DEPTH_MAX) {
      throw refuse(key, "at most " + DEPTH_MAX + " levels", "more");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        refuseTag(scalar.getTag(), key);
        yield new Node.Scalar(place, scalar.getValue(), scalar.isPlain());
      }
      case MappingStartEvent start -> {
        refuseTag(start.getTag(), key);
        yield mapping(place, key, depth);
      }
      case SequenceStartEvent start -> {
        refuseTag(start.getTag(), key);
        yield sequence(place, key, depth);
      }
      default -> throw refuse(key, "a value", event.getEventId().name());
    };
  }

  private void refuseTag(Optional<String> tag, String key) throws DocumentException {
    if (tag.isPresent()) {
      throw refuse(key, "a value without tag", "the tag " + tag.get());
    }
  }

  private Mapping mapping(Place place, String within, int depth) throws DocumentException {
    Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      if (!(node(event, within, depth + 1) instanceof Node.Scalar key) || key.isNothing()) {
        throw refuse(within, "a key that is text", "something else");
      }
      Mapping.Entry earlier = entries.get(key.text());
      if (earlier != null) {
        line = key.place().line();
        throw refuse(
            key.text(), "each key once", "it a second time after line " + earlier.place().line());
      }
      Node value = node(next(), key.text(), depth + 1);
      entries.put(key.text(), new Mapping.Entry(key.place(), value));
    }
    return new Mapping(place, entries);
  }

  private Node.Sequence sequence(Place place, String key, int depth) throws DocumentException {
    List<Node> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(node(event, key, depth + 1));
    }
    return new Node.Sequence(place, List.copyOf(items));
  }

  private DocumentException refuse(String key, String wanted, String found) {
    return new DocumentException(new Place(file, line), key, wanted, found);
  }
}
