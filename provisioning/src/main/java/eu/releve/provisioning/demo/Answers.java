package eu.releve.provisioning.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.demo.Comparison.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the simulator's record: one line of JSON for each register of each answer. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static Map<Register, List<Value>> read(Path file) throws IOException {
    Map<Register, List<Value>> answers = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode answer = JSON.readTree(line);
        Register register =
            new Register(
                new MeterId(answer.get("meter").asText()),
                RegisterName.parse(answer.get("register").asText()));
        answers
            .computeIfAbsent(register, first -> new ArrayList<>())
            .add(
                new Value(
                    Instant.parse(answer.get("instant").asText()), answer.get("value").asLong()));
      }
    }
    answers.values().forEach(list -> list.sort(Comparator.comparing(Value::instant)));
    return answers;
  }
}
