package dev.maestro.server;

import static dev.maestro.server.ClientFlags.text;

import dev.maestro.server.agent.link.HubAddress;
import dev.maestro.server.command.HubAccess;
import dev.maestro.server.command.VerbFailure;
import dev.maestro.server.command.Verbs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/** Which hub a verb asks, and as whom. */
final class HubChoice {
    private static final List<String> TOKENS = List.of("MAESTRO_TOKEN", "MAESTRO_SESSION_TOKEN");
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final long MOST_BYTES = 16_384;

    private HubChoice() {}

    /** @throws VerbFailure if there is no such address or file, or the token is not for this hub */
    static HubAccess of(ParseResult words, Map<String, String> environment, PrintWriter errors) {
        try {
            HubAddress hub = ClientFlags.hub(words, environment);
            Optional<String> token = text(words, Verbs.TOKEN_FILE)
                    .map(file -> read(Path.of(file), errors))
                    .or(() -> ClientFlags.token(environment, TOKENS, hub, Verbs.TOKEN_FILE));
            if (token.isPresent()) {
                ClientFlags.warnOfReaders(hub, errors);
            }
            return new HubAccess(hub.base(), token);
        } catch (IllegalArgumentException e) {
            throw VerbFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private static String read(Path file, PrintWriter errors) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw VerbFailure.usage(file + " is over " + MOST_BYTES + " bytes: it holds no token.");
            }
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw VerbFailure.usage(file + " is empty.");
            }
            PosixFileAttributeView view =
                    Files.getFileAttributeView(file, PosixFileAttributeView.class, new LinkOption[0]);
            if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
                errors.println("Others on this machine may read " + file + "; chmod 600 keeps it yours.");
            }
            return token;
        } catch (IOException e) {
            throw VerbFailure.usage("The token cannot be read from " + file + ": " + e + ".");
        }
    }
}
