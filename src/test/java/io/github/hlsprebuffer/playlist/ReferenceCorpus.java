package io.github.hlsprebuffer.playlist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder of published playlists and of what they say, kept outside of this project. */
final class ReferenceCorpus {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  ReferenceCorpus(Path folder) {
    this.folder = folder;
  }

  /** The folder {@code corpus} of the system property, or of the folder beside this project. */
  static ReferenceCorpus locate() {
    Path shared = Path.of(System.getProperty("test.shared", "../shared"));
    return new ReferenceCorpus(shared.resolve("corpus"));
  }

  boolean exists() {
    return Files.isRegularFile(folder.resolve("SCHEMA.md"));
  }

  Path folder() {
    return folder.toAbsolutePath().normalize();
  }

  /** The readings whose outcome is {@code ok}, {@code lenient} or {@code reject}. */
  List<Reading> readings(String outcome) {
    try (Stream<Path> files = Files.list(folder.resolve("expected"))) {
      return files
          .sorted()
          .map(this::reading)
          .filter(reading -> reading.expected().path("outcome").asText().equals(outcome))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reading reading(Path file) {
    try {
      JsonNode expected = JSON.readTree(file.toFile());
      String name = expected.path("file").asText();
      Path playlist = folder.resolve("playlists").resolve(name);
      Path broken = folder.resolve("broken").resolve(name);
      return new Reading(name, Files.exists(playlist) ? playlist : broken, expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One playlist of the corpus and what is expected of its reader. */
  record Reading(String name, Path file, JsonNode expected) {

    byte[] body() {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String baseUri() {
      return expected.path("base").asText();
    }

    Map<String, String> importableVariables() {
      Map<String, String> variables = new LinkedHashMap<>();
      expected
          .path("context")
          .path("imports")
          .properties()
          .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
      return variables;
    }

    List<String> features() {
      return JSON.convertValue(
          expected.path("features"),
          JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
