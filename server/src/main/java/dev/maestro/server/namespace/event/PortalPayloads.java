package dev.maestro.server.namespace.event;

import dev.maestro.protocol.command.ChosenEvents;
import dev.maestro.protocol.command.JoinProject;
import dev.maestro.protocol.command.LeaveProject;
import dev.maestro.protocol.command.RegisterCommands;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what clients of the portal say. Spec: docs/protocol/portal.md. */
final class PortalPayloads {
    private static final String PROJECT_NAME = "project_name";
    private static final String USER_ID = "user_id";
    private static final String EVENTS = "events";
    private static final String COMMANDS = "commands";
    private static final int MOST_EVENTS = 50;
    private static final int MOST_COMMANDS = 50;
    private static final Pattern COMMAND = Pattern.compile("/?[a-z0-9_-]{1,64}");

    private PortalPayloads() {}

    static JoinProject join(Fields fields, PayloadLimits limits) {
        return new JoinProject(projectName(fields), shownName(fields));
    }

    /** Reads what others are to be shown: it must look like something, and like itself. */
    private static @Nullable String shownName(Fields fields) {
        String name = fields.clearableText(USER_ID, Limit.WORD, null);
        if (name != null && (name.isBlank() || name.codePoints().anyMatch(PortalPayloads::isHidden))) {
            fields.fault(USER_ID, "must not be blank, nor hold control or format characters");
        }
        return name;
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    static LeaveProject leave(Fields fields, PayloadLimits limits) {
        return new LeaveProject(projectName(fields));
    }

    static ChosenEvents events(Fields fields, PayloadLimits limits) {
        List<String> events = required(fields, EVENTS, MOST_EVENTS);
        for (String event : events) {
            if (PortalEvent.find(event).isEmpty()) {
                fields.fault(EVENTS, "there is no event " + event);
            }
        }
        return new ChosenEvents(events, fields.clearableText(PROJECT_NAME, Limit.TITLE, null));
    }

    static RegisterCommands commands(Fields fields, PayloadLimits limits) {
        List<String> named = required(fields, COMMANDS, MOST_COMMANDS);
        Set<String> commands = new LinkedHashSet<>();
        for (String name : named) {
            if (COMMAND.matcher(name).matches()) {
                commands.add(name.startsWith("/") ? name.substring(1) : name);
            } else {
                fields.fault(COMMANDS, "must be words of 1 to 64 of a-z, 0-9, _ and -, perhaps after a slash");
            }
        }
        if (named.isEmpty()) {
            fields.fault(COMMANDS, "names no command");
        }
        return new RegisterCommands(commands);
    }

    private static String projectName(Fields fields) {
        return fields.requiredText(PROJECT_NAME, Limit.TITLE);
    }

    private static List<String> required(Fields fields, String name, int most) {
        return fields.require(name).words(name, most, List.of());
    }
}
