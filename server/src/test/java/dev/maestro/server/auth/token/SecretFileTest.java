package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    Path folder;

    @Test
    void theSecretIsMadeOnceForItsOwnerAlone() throws IOException {
        Path dataDir = folder.resolve("data");
        byte[] made = new SecretFile(dataDir).findOrMake();
        Path file = dataDir.resolve("token-secret");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).content().matches("[A-Za-z0-9_-]{43}\n");
        assertThat(new SecretFile(dataDir).findOrMake()).isEqualTo(made);
        assertThat(new SecretFile(dataDir).find().orElseThrow()).isEqualTo(made);
        try (Stream<Path> files = Files.list(dataDir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void readingAloneMakesNone() {
        assertThat(new SecretFile(folder).find()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatACrashLeftUnfinishedIsMadeAnew() throws IOException {
        Files.writeString(folder.resolve("token-secret.new"), "hal");

        assertThat(new SecretFile(folder).find()).isEmpty();
        new SecretFile(folder).findOrMake();
        assertThat(folder.resolve("token-secret.new")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rw--w----", "rwx-----x"})
    void aSecretOthersMayReadOrChangeStopsTheStart(String permissions) throws IOException {
        new SecretFile(folder).findOrMake();
        Path file = folder.resolve("token-secret");
        String before = Files.readString(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> new SecretFile(folder).findOrMake())
                .isInstanceOf(SecretFileException.class)
                .hasMessageContainingAll(file.toString(), permissions, "chmod 600")
                .message()
                .doesNotContain(before.strip());
        assertThat(file).hasContent(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "short",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAAAA",
                "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"
            })
    void aSecretThatIsNotWhatTheHubWroteStopsTheStart(String text) throws IOException {
        Path file = folder.resolve("token-secret");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);

        assertThatThrownBy(() -> new SecretFile(folder).findOrMake())
                .isInstanceOf(SecretFileException.class)
                .hasMessageContaining("is not what the hub wrote");
        assertThat(file).as("it is not replaced").hasContent(text);
    }

    @Test
    void aHugeFileIsNotReadAsASecret() throws IOException {
        Path file = folder.resolve("token-secret");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "A".repeat(1 << 20));

        assertThatThrownBy(() -> new SecretFile(folder).find()).isInstanceOf(SecretFileException.class);
    }

    @Test
    void aFolderInItsPlaceStopsTheStart() throws IOException {
        Files.createDirectory(
                folder.resolve("token-secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThatThrownBy(() -> new SecretFile(folder).findOrMake()).isInstanceOf(SecretFileException.class);
    }

    @Test
    void aSecretFromElsewhereIsKeptWhereThereIsNoOther() {
        byte[] secret = new byte[32];
        secret[7] = 7;

        new SecretFile(folder).keep(secret);
        new SecretFile(folder).keep(secret);
        assertThat(new SecretFile(folder).findOrMake()).isEqualTo(secret);
        assertThatThrownBy(() -> new SecretFile(folder).keep(new byte[32]))
                .isInstanceOf(SecretFileException.class)
                .hasMessageContaining("another secret");
        assertThat(new SecretFile(folder).findOrMake()).isEqualTo(secret);
    }

    @Test
    void keysForTwoPurposesAreTwo() {
        HubSecret secret = HubSecret.of(new byte[32]);

        assertThat(secret.key("a")).isEqualTo(secret.key("a")).isNotEqualTo(secret.key("b"));
        assertThat(secret.key("a").getEncoded()).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(secret).hasToString("HubSecret[hidden]");
        assertThatThrownBy(() -> HubSecret.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
