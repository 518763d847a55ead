package dev.maestro.server.domain.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.SendMessage;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Attachment;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Services;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageFieldsTest {
    private static final String UUID = "3F2504E0-4f89-41d3-9a0c-0305e82c3301";

    @Test
    void readsWhatThePortalSends() {
        SendMessage message = read("{'content':'hi','type':'thread_reply','thread_id':'" + UUID
                + "','attachments':[{'name':'a','size':10485760,'type':'t'}]}");
        assertThat(message.type()).isEqualTo(SendMessage.Type.THREAD_REPLY);
        assertThat(message.threadId()).isEqualToIgnoringCase(UUID);
        assertThat(message.attachments()).containsExactly(new Attachment("a", 10_485_760, "t"));
        assertThat(read("{'content':' ','type':'command'}").content()).isEqualTo(" ");
        assertThat(read("{'content':'" + "x".repeat(2000) + "','type':'message','attachments':[]}")
                        .content())
                .hasSize(2000);
    }

    @ParameterizedTest
    @EnumSource(SendMessage.Type.class)
    void takesAThreadWithEachType(SendMessage.Type type) {
        SendMessage message = read(
                "{'content':'a','type':'" + type.name().toLowerCase(Locale.ROOT) + "','thread_id':'" + UUID + "'}");
        assertThat(message.type()).isEqualTo(type);
        assertThat(message.threadId()).isEqualToIgnoringCase(UUID);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'message'}|/content|is required",
                "{'content':'','type':'message'}|/content|must not be empty",
                "{'content':5,'type':'message'}|/content|must be a string",
                "{'content':null,'type':'message'}|/content|must not be null",
                "{'content':'a'}|/type|is required",
                "{'content':'a','type':'shout'}|/type|must be one of command, message, thread_reply",
                "{'content':'a','type':'thread_reply'}|/thread_id|is required for a reply",
                "{'content':'a','type':'thread_reply','thread_id':'x'}|/thread_id|must be a UUID",
                "{'content':'a','type':'thread_reply','thread_id':null}|/thread_id|must not be null",
                "{'content':'a','type':'command','thread_id':'x'}|/thread_id|must be a UUID",
                "{'content':'a','type':'message','threadId':'x'}|/threadId|is not a field that can be set here",
                "{'content':'a','type':'message','attachments':5}|/attachments|must be an array",
                "{'content':'a','type':'message','attachments':[1]}|/attachments/0|must be an object",
                "{'content':'a','type':'message','attachments':[{'size':1,'type':'t'}]}|/attachments/0/name|is required",
                "{'content':'a','type':'message','attachments':[{'name':'n','type':'t'}]}|/attachments/0/size|is required",
                "{'content':'a','type':'message','attachments':[{'name':'n','size':1}]}|/attachments/0/type|is required",
                "{'content':'a','type':'message','attachments':[{'name':'n','size':10485761,'type':'t'}]}|"
                        + "/attachments/0/size|is 10485761, must be 0 to 10485760",
                "{'content':'a','type':'message','attachments':[{'name':'n','size':1,'type':'t','url':'u'}]}|"
                        + "/attachments/0/url|is not a field that can be set here"
            })
    void refusesWhatThePortalsRulesRefuse(String json, String path, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(HubException.class, e -> {
            assertThat(e.details()).hasSize(1);
            assertThat(e.details().get(0).path()).isEqualTo(path);
            assertThat(e.details().get(0).message()).isEqualTo(message);
        });
    }

    @Test
    void refusesTooMuch() {
        assertThatThrownBy(() -> read("{'content':'" + "x".repeat(2001) + "','type':'message'}"))
                .hasMessage("content: is 2001 characters, at most 2000");
        String six = IntStream.range(0, 6)
                .mapToObj(i -> "{'name':'n','size':1,'type':'t'}")
                .collect(Collectors.joining(","));
        assertThatThrownBy(() -> read("{'content':'a','type':'message','attachments':[" + six + "]}"))
                .hasMessage("attachments: has 6 items, at most 5");
    }

    private static SendMessage read(String json) {
        Fields fields = Services.json(json).fields();
        SendMessage message = ChatService.read(fields, MessageLimits.USUAL);
        fields.done();
        return message;
    }
}
