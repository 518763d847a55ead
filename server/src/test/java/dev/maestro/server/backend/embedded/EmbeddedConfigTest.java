package dev.maestro.server.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddedConfigTest {
    private static final Path FOLDER = Path.of("data");

    @Test
    void aRelativeFolderIsMadeAbsolute() {
        assertThat(new EmbeddedConfig(Path.of("x/../data"), Duration.ofHours(1), 1, 1, Duration.ofMinutes(2)).dataDir())
                .isEqualTo(FOLDER.toAbsolutePath());
    }

    @Test
    void limitsThatKeepNothingAreRefused() {
        assertThatThrownBy(() -> new EmbeddedConfig(FOLDER, Duration.ZERO, 1, 1, Duration.ofMinutes(2)))
                .hasMessage("event max age is PT0S, at least 1 ms");
        assertThatThrownBy(() -> new EmbeddedConfig(FOLDER, Duration.ofHours(1), 0, 1, Duration.ofMinutes(2)))
                .hasMessage("event max count is 0, at least 1");
        assertThatThrownBy(() -> new EmbeddedConfig(FOLDER, Duration.ofHours(1), 1, 0, Duration.ofMinutes(2)))
                .hasMessage("commit queue capacity is 0, at least 1");
        assertThatThrownBy(() -> new EmbeddedConfig(FOLDER, Duration.ofHours(1), 1, 1, Duration.ofMillis(-1)))
                .hasMessage("recovery window is PT-0.001S, at least 0");
    }
}
