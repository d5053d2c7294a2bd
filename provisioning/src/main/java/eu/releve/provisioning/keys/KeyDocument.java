package eu.releve.provisioning.keys;

import eu.releve.provisioning.keys.KeyImportException.Why;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Keys as XML: a field that is called a key belongs to the address that stands nearest around it,
 * whether fields are elements or attributes. Document types and other documents are refused.
 */
final class KeyDocument {
  private static final int DEPTH_MAX = 64;

  private KeyDocument() {}

  /**
   * The document.
   *
   * @throws SAXException where the bytes are no XML, or have a document type.
   */
  static Element root(byte[] bytes) throws SAXException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement();
    } catch (ParserConfigurationException unusual) {
      throw new IllegalStateException("every Java platform parses XML", unusual);
    } catch (IOException unreadable) {
      throw new SAXException(unreadable);
    }
  }

  static Delivered read(Element root) throws KeyImportException {
    Delivered.Gathering gathering = new Delivered.Gathering();
    new Walk(gathering).element(root, 0);
    if (gathering.isEmpty()) {
      throw new KeyImportException(Why.NO_KEYS, "no fields of addresses and keys");
    }
    return gathering.end();
  }

  /** The text of the first element of that name, whatever its namespace. */
  static Optional<String> text(Element root, String name) {
    var found = root.getElementsByTagNameNS("*", name);
    return found.getLength() == 0 ? Optional.empty() : Optional.of(found.item(0).getTextContent());
  }

  /** A field of an element: a leaf below it, or an attribute. */
  private record Field(int rank, String text) {
    static @Nullable Field better(@Nullable Field one, @Nullable Field other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return other.rank() < one.rank() ? other : one;
    }
  }

  /** What a subtree has that is not yet a pair. */
  private record Found(@Nullable Field address, @Nullable Field key) {
    static final Found NOTHING = new Found(null, null);

    Found with(Found other) {
      return new Found(Field.better(address, other.address()), Field.better(key, other.key()));
    }
  }

  /** From the leaves up: the smallest element that has both is a meter. */
  private static final class Walk {
    private final Delivered.Gathering gathering;
    private int number;

    Walk(Delivered.Gathering gathering) {
      this.gathering = gathering;
    }

    Found element(Element element, int depth) throws KeyImportException {
      if (depth > DEPTH_MAX) {
        throw new KeyImportException(Why.XML, "more than " + DEPTH_MAX + " elements in each other");
      }
      Found found = attributes(element);
      List<Element> below = children(element);
      if (below.isEmpty()) {
        found = found.with(field(nameOf(element), element.getTextContent()));
      }
      for (Element child : below) {
        found = found.with(element(child, depth + 1));
      }
      if (found.address() != null && found.key() != null) {
        number++;
        gathering.add(number, found.address().text(), found.key().text());
        return Found.NOTHING;
      }
      return found;
    }

    private static Found attributes(Element element) {
      NamedNodeMap attributes = element.getAttributes();
      Found found = Found.NOTHING;
      for (int i = 0; i < attributes.getLength(); i++) {
        Node attribute = attributes.item(i);
        String name = attribute.getLocalName();
        String value = String.valueOf(attribute.getNodeValue());
        found = found.with(field(name == null ? attribute.getNodeName() : name, value));
      }
      return found;
    }

    private static Found field(String name, String text) {
      int address = KeyWords.address(name);
      int key = KeyWords.key(name);
      return new Found(
          address >= 0 && !text.isBlank() ? new Field(address, text.strip()) : null,
          key >= 0 && !text.isBlank() ? new Field(key, text.strip()) : null);
    }

    /** A value is called as the element around it; a key that says its own name is called so. */
    private static String nameOf(Element leaf) {
      String own = leaf.getLocalName();
      if (!"Value".equalsIgnoreCase(own) || !(leaf.getParentNode() instanceof Element around)) {
        return own;
      }
      for (Element sibling : children(around)) {
        if (!sibling.isSameNode(leaf) && KeyWords.key(sibling.getTextContent().strip()) >= 0) {
          return sibling.getTextContent().strip();
        }
      }
      return around.getLocalName();
    }

    private static List<Element> children(Element element) {
      List<Element> children = new ArrayList<>();
      for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
        if (node instanceof Element child) {
          children.add(child);
        }
      }
      return children;
    }
  }
}
