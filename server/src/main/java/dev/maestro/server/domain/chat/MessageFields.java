package dev.maestro.server.domain.chat;

import dev.maestro.protocol.command.SendMessage;
import dev.maestro.protocol.model.Attachment;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a message that clients set, in the words of the socket or of REST. */
enum MessageFields {
    SOCKET("thread_id"),
    REST("threadId");

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final String threadId;

    MessageFields(String threadId) {
        this.threadId = threadId;
    }

    /** Returns the name of the field that names a thread. */
    String threadId() {
        return threadId;
    }

    /** Reads a message; whoever calls then ends the reading. */
    SendMessage read(Fields fields, MessageLimits limits) {
        return new SendMessage(
                content(fields, limits),
                fields.require("type").choice("type", SendMessage.Type.class, SendMessage.Type.MESSAGE),
                thread(fields),
                attachments(fields, limits));
    }

    // What is only blanks is said, too: so the portal has it.
    private static String content(Fields fields, MessageLimits limits) {
        Limit limit = new Limit(limits.contentCharacters(), Limit.Unit.CHARACTERS, Limit.Controls.ANY);
        String content = fields.require("content").text("content", limit, "");
        if (content.isEmpty()) {
            // Kept only if nothing else is wrong with it.
            fields.fault("content", "must not be empty");
        }
        return content;
    }

    private @Nullable String thread(Fields fields) {
        if (!fields.has(threadId)) {
            if (typeOf(fields) == SendMessage.Type.THREAD_REPLY) {
                fields.fault(threadId, "is required for a reply");
            }
            return null;
        }
        String id = fields.text(threadId, Limit.WORD, "");
        if (!UUID.matcher(id).matches()) {
            fields.fault(threadId, "must be a UUID");
        }
        return id.toLowerCase(Locale.ROOT);
    }

    private static SendMessage.Type typeOf(Fields fields) {
        return fields.choice("type", SendMessage.Type.class, SendMessage.Type.MESSAGE);
    }

    private static List<Attachment> attachments(Fields fields, MessageLimits limits) {
        List<Attachment> attachments = new ArrayList<>();
        for (Fields item : fields.objects("attachments", limits.attachments())) {
            attachments.add(new Attachment(
                    item.requiredText("name", Limit.TITLE),
                    item.requiredNumber("size", 0, limits.attachmentBytes()),
                    item.requiredText("type", Limit.WORD)));
            item.close();
        }
        return attachments;
    }
}
