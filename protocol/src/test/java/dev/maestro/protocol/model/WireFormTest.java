package dev.maestro.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WireFormTest {
    static List<Arguments> documents() {
        return List.of(
                Arguments.of("project", Project.class),
                Arguments.of("task", Task.class),
                Arguments.of("session", Session.class),
                Arguments.of("team-member", TeamMember.class),
                Arguments.of("mail", Mail.class),
                Arguments.of("modal", Modal.class),
                Arguments.of("workflow", Workflow.class),
                Arguments.of("story", Story.class),
                Arguments.of("sprint", Sprint.class),
                Arguments.of("approval", Approval.class),
                Arguments.of("message", Message.class),
                Arguments.of("thread", ChatThread.class),
                Arguments.of("deleted", DeletedDocument.class));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyDocumentIsWrittenLetterForLetter(String name, Class<?> type) throws IOException {
        JsonBytes golden = golden(name);
        assertThat(JsonBytes.of(golden.as(type))).hasToString(golden.toString());
    }

    @Test
    void whatIsDeletedNamesNoSessionsWhenThereWereNone() {
        assertThat(JsonBytes.of(new DeletedDocument("a", "p", List.of())))
                .hasToString("{\"id\":\"a\",\"projectId\":\"p\"}");
    }

    @Test
    void editorsChangeNothingByThemselves() throws IOException {
        Task task = golden("task").as(Task.class);
        assertThat(task.edit().build()).isEqualTo(task);
        assertThat(task.edit().sessionIds(List.of("a", "b")).build().sessionCount())
                .isEqualTo(2);
        Session session = golden("session").as(Session.class);
        assertThat(session.edit().build()).isEqualTo(session);
    }

    private static JsonBytes golden(String name) throws IOException {
        try (InputStream in = WireFormTest.class.getResourceAsStream("/model/" + name + ".json")) {
            assertThat(in).as(name).isNotNull();
            byte[] text = in.readAllBytes();
            return JsonBytes.ofUtf8(
                    new String(text, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8));
        }
    }
}
