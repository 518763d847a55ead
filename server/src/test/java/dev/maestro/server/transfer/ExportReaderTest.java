package dev.maestro.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExportReaderTest {
    private static final StoreHead HEAD = new StoreHead("e1", 7, 3, 9);
    private static final String BODY = "{\"name\": \"a \\u00e9 é \\n\",\n\"n\":[1.10,{\"deep\":null}]}";
    private static final List<StoreRecord> RECORDS = List.of(
            new StoreRecord.Document(
                    DocumentKey.of(DocumentKind.PROJECT, "p1"), "p1", 2, Set.of(), 1, JsonBytes.ofUtf8(utf8("{}"))),
            new StoreRecord.Document(
                    DocumentKey.of(DocumentKind.TASK, "t1"),
                    "p1",
                    5,
                    Set.of("session:\"x\"", "a"),
                    2,
                    JsonBytes.ofUtf8(utf8(BODY))),
            new StoreRecord.Event(
                    4, 1_700_000_000_000L, EventName.TASK_UPDATED, "p1", List.of("s1"), JsonBytes.ofUtf8(utf8("{}"))),
            new StoreRecord.Event(7, -5, EventName.TASK_DELETED, "p2", List.of(), JsonBytes.ofUtf8(utf8("[1]"))),
            new StoreRecord.ProjectHead("p1", 4),
            new StoreRecord.ProjectHead("p2", 2),
            new StoreRecord.Answer(
                    new IdempotentAnswer(
                            "user:ada POST /x", "k:1", "h", 201, JsonBytes.ofUtf8(utf8("{}")), Duration.ofHours(24)),
                    99),
            new StoreRecord.Recovery("pid", 17, JsonBytes.ofUtf8(utf8("{\"rooms\":[]}"))));

    @Test
    void whatIsWrittenIsReadAgain() {
        List<StoreRecord> read = new ArrayList<>();
        ExportReader reader = ExportReader.begin(new ByteArrayInputStream(utf8(whole())));
        reader.read(read::add);

        assertThat(reader.head()).isEqualTo(HEAD);
        assertThat(reader.secret()).hasValue(new byte[32]);
        assertThat(reader.counts().total()).isEqualTo(RECORDS.size());
        assertThat(read).hasSameSizeAs(RECORDS);
        for (int i = 0; i < read.size(); i++) {
            if (i == 1) {
                assertThat(((StoreRecord.Document) read.get(i)).body()).hasToString(BODY.replace('\n', ' '));
            } else {
                assertThat(read.get(i)).isEqualTo(RECORDS.get(i));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void aFileThatIsNotWholeIsRefusedWithItsLine(String name, String text, String sentence) {
        assertThatThrownBy(() ->
                        ExportReader.begin(new ByteArrayInputStream(utf8(text))).read(record -> {}))
                .isInstanceOf(ExportFileException.class)
                .hasMessageMatching("(?s)line \\d+: .*")
                .hasMessageContaining(sentence);
    }

    static Stream<Arguments> badFiles() {
        String whole = whole();
        List<String> lines = whole.lines().toList();
        String document = lines.get(3);
        String event = lines.get(4);
        return Stream.of(
                Arguments.of("empty", "", "cut off, or empty"),
                Arguments.of("cut within a line", whole.substring(0, whole.length() - 20), "ends within it"),
                Arguments.of("cut within its end", whole.substring(0, whole.length() - 1), "ends within it"),
                Arguments.of("cut after a line", upTo(lines, lines.size() - 1), "without the line"),
                Arguments.of("without the first lines", from(lines, 1), "no export of a hub"),
                Arguments.of("something else", "{\"type\":\"x\"}\n", "no export of a hub"),
                Arguments.of("no JSON", "hello\n", "no JSON object"),
                Arguments.of("a newer one", whole.replace("\"format\":1", "\"format\":2"), "made by a newer hub"),
                Arguments.of("an unknown line", whole.replace("\"answer\"", "\"cake\""), "its type cake is not known"),
                Arguments.of("a line missing", whole.replace(document + "\n", ""), "there are 1"),
                Arguments.of("a line twice", whole.replace(document, document + "\n" + document), "comes twice"),
                Arguments.of("an event twice", whole.replace(event, event + "\n" + event), "comes twice"),
                Arguments.of(
                        "lines moved",
                        whole.replace(event + "\n", "").replace(document, event + "\n" + document),
                        "behind lines of a later type"),
                Arguments.of(
                        "an unknown field", whole.replace("\"order\":2", "\"order\":2,\"x\":1"), "unknown field x"),
                Arguments.of(
                        "a field twice", whole.replace("\"order\":2", "\"order\":2,\"order\":2"), "no JSON object"),
                Arguments.of("a field missing", whole.replace(",\"order\":2", ""), "its order is missing"),
                Arguments.of("no number", whole.replace("\"order\":2", "\"order\":\"2\""), "no whole number"),
                Arguments.of("no words", whole.replace("[\"s1\"]", "[null]"), "no list of texts"),
                Arguments.of("an order to come", whole.replace("\"order\":2", "\"order\":10"), "over the last one, 9"),
                Arguments.of(
                        "an event to come", whole.replace("\"sequence\":7", "\"sequence\":8"), "over the last one"),
                Arguments.of("a trimmed event", whole.replace("\"sequence\":4,\"t", "\"sequence\":3,\"t"), "trimmed"),
                Arguments.of(
                        "an unknown event", whole.replace("task:updated", "task:eaten"), "task:eaten is not known"),
                Arguments.of("an unknown kind", whole.replace("\"TASK\"", "\"CAKE\""), "CAKE is not known"),
                Arguments.of("a late secret", whole + lines.get(1) + "\n", "after the end"),
                Arguments.of("two exports", whole + whole, "after the end"),
                Arguments.of("a head of nonsense", whole.replace("\"trimmed\":3", "\"trimmed\":8"), "trimmed 8"));
    }

    @Test
    void whatTheStoreRefusesIsRefusedWithItsLine() {
        assertThatThrownBy(() -> ExportReader.begin(new ByteArrayInputStream(utf8(whole())))
                        .read(record -> {
                            throw new StoreTransferException("no room");
                        }))
                .isInstanceOf(ExportFileException.class)
                .hasMessage("line 3: no room");
    }

    private static String upTo(List<String> lines, int count) {
        return String.join("\n", lines.subList(0, count)) + "\n";
    }

    private static String from(List<String> lines, int first) {
        return String.join("\n", lines.subList(first, lines.size())) + "\n";
    }

    private static String whole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter writer = ExportWriter.begin(out, HEAD);
        writer.secret(new byte[32]);
        RECORDS.forEach(writer::write);
        writer.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
