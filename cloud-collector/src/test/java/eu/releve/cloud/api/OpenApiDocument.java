package eu.releve.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published description of the API, and whether an answer is one of those that it promises. */
public final class OpenApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;
  private final Map<String, URI> schemas = new TreeMap<>();
  private final Validator validator =
      new ValidatorFactory().withJsonNodeFactory(new JacksonNode.Factory()).createValidator();

  private OpenApiDocument(JsonNode document) {
    this.document = document;
  }

  /** Reads the document as it is served. */
  public static OpenApiDocument of(String yaml) {
    Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new OpenApiDocument(JSON.valueToTree(tree));
  }

  /** Every {@code METHOD /path} that it describes. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            operations.add(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  /** The {@code /path/{template}} that describes a path, if one does. */
  public Optional<String> template(String path) {
    for (Map.Entry<String, JsonNode> described : document.get("paths").properties()) {
      String pattern = described.getKey().replaceAll("\\{[a-z]+}", "[^/]+");
      if (Pattern.matches(pattern, path)) {
        return Optional.of(described.getKey());
      }
    }
    return Optional.empty();
  }

  /** Fails unless the answer's status, type and body are described. */
  public void check(String method, String path, int status, String type, String body)
      throws Exception {
    JsonNode operation =
        document
            .get("paths")
            .path(template(path).orElseThrow())
            .path(method.toLowerCase(java.util.Locale.ROOT));
    String what = "%s %s %d %s".formatted(method, path, status, body);
    JsonNode response = operation.path("responses").path(Integer.toString(status));
    assertThat(response.isMissingNode()).as("undescribed: " + what).isFalse();
    if (response.has("$ref")) {
      response = document.at(response.get("$ref").asText().substring(1));
    }
    JsonNode content = response.path("content").path(type);
    assertThat(content.isMissingNode()).as("undescribed type " + type + ": " + what).isFalse();
    if (type.endsWith("json")) {
      assertThat(validator.validate(schema(content.get("schema")), JSON.readTree(body)).getErrors())
          .as(what)
          .isEmpty();
    }
  }

  private URI schema(JsonNode schema) {
    return schemas.computeIfAbsent(
        schema.toString(),
        text -> {
          // References point into the document, so each schema takes the components with it.
          ObjectNode whole = schema.deepCopy();
          whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
          whole.set("components", document.get("components"));
          URI name = URI.create("urn:releve:answer-" + schemas.size());
          validator.registerSchema(name, whole);
          return name;
        });
  }
}
