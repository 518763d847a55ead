package dev.maestro.server.isolation;

import java.util.List;

/**
 * What somebody plants in a project: the ids of one of everything.
 *
 * @param child a task whose parent is {@code task}, on which it depends
 * @param session works on {@code task} and has claimed it
 * @param waiting a session that waits for a person
 * @param spawning a session that is offered to the desktops
 * @param modal of {@code session}
 * @param mail from {@code waiting} to {@code session}
 * @param sprint holds {@code story}
 * @param approval of {@code task}
 * @param message has {@code thread}, and a reaction
 * @param reply in {@code thread}
 * @param agentToken of {@code session}
 */
record Ids(
        String project,
        String task,
        String child,
        String subtask,
        String session,
        String waiting,
        String spawning,
        String modal,
        String member,
        String mail,
        String sprint,
        String story,
        String approval,
        String message,
        String thread,
        String reply,
        String agentToken) {
    private static final String NOBODY = "0000000%02x";
    private static final int SHOWN = 9;

    /** Returns ids that differ from these as little as can be, and are of nothing. */
    Ids ghosts() {
        return new Ids(
                ghost(project, 0),
                ghost(task, 1),
                ghost(child, 2),
                ghost(subtask, 3),
                ghost(session, 4),
                ghost(waiting, 5),
                ghost(spawning, 6),
                ghost(modal, 7),
                ghost(member, 8),
                ghost(mail, 9),
                ghost(sprint, 10),
                ghost(story, 11),
                ghost(approval, 12),
                ghost(message, 13),
                ghost(thread, 14),
                ghost(reply, 15),
                "");
    }

    List<String> all() {
        return List.of(
                project, task, child, subtask, session, waiting, spawning, modal, member, mail, sprint, story, approval,
                message, thread, reply);
    }

    /** Returns a text with each of these ids replaced by what it is of. */
    String nameless(String text) {
        String nameless = text;
        for (int i = 0; i < all().size(); i++) {
            nameless = nameless.replace(all().get(i), "<" + i + ">");
        }
        return nameless;
    }

    private static String ghost(String id, int which) {
        return id.substring(0, id.length() - SHOWN) + NOBODY.formatted(which);
    }
}
