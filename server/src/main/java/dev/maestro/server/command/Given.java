package dev.maestro.server.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.ParseResult;

/** The words and flags of one verb, as they were typed. Threads: confined to one; standard input is read once. */
final class Given {
    /** The word for standard input in the place of a text. */
    private static final String STANDARD = "-";

    private static final int MOST_BYTES = 1_000_000;

    private final ParseResult result;
    private final InputStream input;

    Given(ParseResult result, InputStream input) {
        this.result = result;
        this.input = input;
    }

    /** Returns a word; empty if it was not given. */
    Optional<String> word(int index) {
        return Optional.ofNullable(result.matchedPositionalValue(index, (String) null));
    }

    /** Returns a word that the parser has made sure of. */
    String needed(int index) {
        return word(index).orElseThrow(() -> VerbFailure.usage("A word is missing."));
    }

    Optional<String> text(String flag) {
        return Optional.ofNullable(result.matchedOptionValue(flag, (String) null));
    }

    /** Returns a text that may be long, and come by standard input. */
    Optional<String> longText(String flag) {
        return text(flag).map(this::orInput);
    }

    /** Returns what standard input says if a text is {@code -}, else the text. */
    String orInput(String text) {
        if (!text.equals(STANDARD)) {
            return text;
        }
        try {
            byte[] bytes = input.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw VerbFailure.usage("Standard input is over " + MOST_BYTES + " bytes, more than a hub takes.");
            }
            return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
    }

    List<String> all(String flag) {
        return result.matchedOptionValue(flag, List.<String>of());
    }

    boolean has(String flag) {
        return result.hasMatchedOption(flag);
    }

    /**
     * Returns a whole number.
     *
     * @throws VerbFailure if it is none, or below {@code least}
     */
    OptionalLong number(String flag, long least) {
        Optional<String> text = text(flag);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (text.get().matches("[0-9]{1,15}") && Long.parseLong(text.get()) >= least) {
            return OptionalLong.of(Long.parseLong(text.get()));
        }
        throw VerbFailure.usage(flag + "=\"" + text.get() + "\": must be a whole number, at least " + least + ".");
    }

    /** Returns a new body. */
    Fields fields() {
        return new Fields();
    }

    /** The body of a request: a field for each flag that was given. */
    final class Fields {
        private final ObjectNode node = JsonNodeFactory.instance.objectNode();

        Fields put(String field, String text) {
            node.put(field, text);
            return this;
        }

        Fields put(String field, Optional<String> text) {
            text.ifPresent(given -> node.put(field, given));
            return this;
        }

        /** Adds texts by flag. */
        Fields flag(String field, String flag) {
            return put(field, longText(flag));
        }

        Fields list(String field, String flag) {
            if (has(flag)) {
                all(flag).forEach(node.putArray(field)::add);
            }
            return this;
        }

        Fields number(String field, String flag) {
            Given.this.number(flag, 0).ifPresent(number -> node.put(field, number));
            return this;
        }

        /** Empties each field that a flag names. */
        Fields clear(String flag) {
            all(flag).forEach(node::putNull);
            return this;
        }

        ObjectNode node() {
            return node;
        }
    }
}
