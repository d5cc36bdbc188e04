package io.github.hlsprebuffer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What is written about the settings outside the code says what the code does. */
final class SettingsDocumentationTest {
  private static final String START = "<!-- settings -->";
  private static final String END = "<!-- /settings -->";

  @Test
  void readme_settingsTable_isThatOfTheEnum() throws IOException {
    Path readme = Path.of("README.md");
    assertThat(readme).as("the settings table belongs there:%n%s", table()).isRegularFile();
    String text = Files.readString(readme);
    int start = text.indexOf(START);
    int end = text.indexOf(END);

    assertThat(start >= 0 && end > start)
        .as("README.md has the markers %s and %s around:%n%s", START, END, table())
        .isTrue();
    assertThat(text.substring(start + START.length(), end).strip())
        .as("the settings table must be:%n%s", table())
        .isEqualTo(table());
  }

  @Test
  void pom_propertiesForTheCommandLine_areExactlyTheSettings() throws Exception {
    NodeList properties = pom().getElementsByTagName("properties").item(0).getChildNodes();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < properties.getLength(); i++) {
      if (properties.item(i).getNodeName().startsWith(Setting.PROPERTY_PREFIX)) {
        names.add(properties.item(i).getNodeName());
      }
    }

    assertThat(names).containsExactlyElementsOf(propertyNames());
  }

  @Test
  void pom_systemPropertiesOfTheExample_areExactlyTheSettings() throws Exception {
    String arguments = pom().getElementsByTagName("cargo.jvmargs").item(0).getTextContent();
    Matcher definition = Pattern.compile("\"-D(hlsprebuffer\\.\\w+)=([^\"]*)\"").matcher(arguments);
    List<String> names = new ArrayList<>();
    while (definition.find()) {
      names.add(definition.group(1));
      assertThat(definition.group(2)).isEqualTo("${" + definition.group(1) + "}");
    }

    assertThat(names).containsExactlyElementsOf(propertyNames());
  }

  @Test
  void javadocOfTheFilter_listOfSettings_isThatOfTheEnum() throws IOException {
    String source =
        Files.readString(
            Path.of("src/main/java/io/github/hlsprebuffer/servlet/PrebufferFilter.java"));
    String list =
        Arrays.stream(Setting.values())
            .map(SettingsDocumentationTest::item)
            .collect(Collectors.joining("", " * <ul>\n", " * </ul>\n"));

    assertThat(source).as("the list of settings must be:%n%s", list).contains(list);
  }

  @Test
  void meaning_ofEverySetting_isASentenceThatFitsATable() {
    assertThat(Setting.values())
        .allSatisfy(setting -> assertThat(setting.meaning()).endsWith(".").doesNotContain("|"));
  }

  private static List<String> propertyNames() {
    return Arrays.stream(Setting.values()).map(Setting::propertyName).toList();
  }

  private static Document pom() throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse("pom.xml");
  }

  /** The table in Markdown. */
  private static String table() {
    return Arrays.stream(Setting.values())
        .map(SettingsDocumentationTest::row)
        .collect(
            Collectors.joining(
                "\n", "| Setting | Default | Value | Meaning |\n| --- | --- | --- | --- |\n", ""));
  }

  private static String item(Setting setting) {
    String value =
        setting.defaultText().isEmpty() ? "none" : "{@code " + setting.defaultText() + "}";
    return " *   <li>{@code %s}: %s\n".formatted(setting.settingName(), value);
  }

  private static String row(Setting setting) {
    String defaultText = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.settingName(), defaultText, setting.expected(), setting.meaning())
        .replace("|  |", "| |");
  }
}
