package dev.maestro.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final List<Column> COLUMNS = List.of(
            Column.whole("ID", "id"),
            Column.status("STATUS", "status"),
            Column.text("TITLE", "title"),
            Column.count("N", "list"));

    private static JsonNode document(String id, String status, String title) {
        try {
            return Json.tree("{\"id\":\"%s\",\"status\":\"%s\",\"title\":\"%s\",\"list\":[1,2]}"
                    .formatted(id, status, title)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> table(OptionalInt width, boolean colours, JsonNode... documents) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        Table.print(COLUMNS, List.of(documents), new Output(writer, writer, width, colours));
        return out.toString().lines().toList();
    }

    @Test
    void columnsAreAlignedByWhatATerminalShows() {
        assertThat(table(
                        OptionalInt.empty(),
                        false,
                        document("a", "pending", "日本"),
                        document("long", "failed", "x\\n  y")))
                .containsExactly("ID    STATUS   TITLE  N", "a     pending  日本   2", "long  failed   x y    2");
    }

    @Test
    void textIsCutToTheTerminalAndIdsNever() {
        String title = "a title that is much too long for it";
        assertThat(table(OptionalInt.of(40), false, document("task_1234567890", "pending", title)))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40))
                .last()
                .isEqualTo("task_1234567890  pending  a title th…  2");
        assertThat(table(OptionalInt.of(5), false, document("task_1234567890", "pending", title)))
                .last()
                .asString()
                .startsWith("task_1234567890  pending  a title…");
    }

    @Test
    void coloursAreThereWhereTheyMayBe() {
        List<String> plain = table(OptionalInt.of(80), false, document("a", "failed", "t"));
        List<String> coloured = table(OptionalInt.of(80), true, document("a", "failed", "t"));
        assertThat(coloured.get(1)).isEqualTo("a   \u001b[31mfailed  \u001b[0mt      2");
        assertThat(coloured)
                .extracting(line -> line.replaceAll("\u001b\\[[0-9]+m", ""))
                .isEqualTo(plain);
    }
}
