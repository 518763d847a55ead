package dev.maestro.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/config.md to the settings; {@code target/config.md} is what it must read. */
class ConfigDocumentTest {
    @Test
    void documentListsEverySettingAsItIs() throws IOException {
        String expected = """
                # Settings

                Defaults, then the file, then the environment, then flags; each overrules those before. The file is
                `maestro-hub.properties` in the current folder, or the one named by `--config` or `MAESTRO_CONFIG`, and
                holds lines such as `port = 3000`. A flag is the key with two dashes before it: `--port 3000`. An unknown
                key or a bad value stops the start. This table is generated from the settings themselves.

                | key | environment | default | a value is | what it does |
                |---|---|---|---|---|
                """
                + SettingDescription.all().stream().map(ConfigDocumentTest::row).collect(Collectors.joining());
        Files.writeString(Path.of("target", "config.md"), expected);

        assertThat(Path.of("..", "docs", "config.md")).hasContent(expected);
    }

    private static String row(SettingDescription setting) {
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                        setting.key(),
                        setting.variable(),
                        setting.defaultText().isEmpty() ? "none" : "`" + setting.defaultText() + "`",
                        setting.rule(),
                        setting.meaning());
    }
}
