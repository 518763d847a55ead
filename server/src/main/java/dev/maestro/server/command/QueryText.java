package dev.maestro.server.command;

import java.util.Optional;

/** Writes a path with its query. Threads: confined to one. */
final class QueryText {
    private final StringBuilder text;
    private char next = '?';

    QueryText(String path) {
        text = new StringBuilder(path);
    }

    QueryText with(String name, Optional<String> value) {
        value.ifPresent(given -> {
            text.append(next).append(name).append('=').append(HubCalls.encoded(given));
            next = '&';
        });
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
