package dev.maestro.server.domain.chat;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.Reaction;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.InProject;
import dev.maestro.server.domain.document.Shelves;
import java.util.ArrayList;
import java.util.List;

/**
 * What people think of messages, in one sign: {@code message:posted} again, with the whole message. Threads: thread-safe;
 * blocks on the store.
 */
public final class ReactionService {
    /** What reacts to a message. */
    public static final Form FORM = Form.of(ReactionService::emoji);

    /** The most different reactions to a message. */
    static final int MOST_REACTIONS = 50;

    /** The most people who react to a message in the same way: all are listed, and each change sends them all. */
    static final int MOST_PEOPLE = 100;

    private static final Limit EMOJI = new Limit(32, Limit.Unit.CHARACTERS, Limit.Controls.NONE);

    private final Commits commits;

    public ReactionService(Commits commits) {
        this.commits = commits;
    }

    /**
     * Adds the caller to those who react with {@code emoji}; answers the message. Whoever has reacted so has already.
     *
     * @throws HubException {@code conflict} if the message has as many reactions, or the reaction as many people, as it may
     */
    public Answer add(Caller caller, String projectId, String messageId, Payload payload) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            String emoji = emoji(fields);
            fields.done();
            Held<Message> held = InProject.need(draft, caller, Shelves.MESSAGES, projectId, messageId);
            return changed(draft, held, with(held.document().reactions(), emoji, caller.id()));
        });
    }

    private static String emoji(Fields fields) {
        return fields.requiredText("emoji", EMOJI);
    }

    /** Takes the caller from those who react so; answers the message. Whoever does not react so has not either. */
    public Answer remove(Caller caller, String projectId, String messageId, String emoji) {
        return commits.run(caller, draft -> {
            Held<Message> held = InProject.need(draft, caller, Shelves.MESSAGES, projectId, messageId);
            return changed(draft, held, without(held.document().reactions(), emoji, caller.id()));
        });
    }

    private static Answer changed(Draft draft, Held<Message> held, List<Reaction> reactions) {
        Message message = held.document();
        if (reactions.equals(message.reactions())) {
            return Answer.done(message, held.stored().body());
        }
        Message after = message.next(reactions, draft.now());
        JsonBytes body = draft.update(held, after, held.stored().tags());
        draft.tell(EventName.MESSAGE_POSTED, after.projectId(), List.of(), body);
        return Answer.done(after, body);
    }

    private static List<Reaction> with(List<Reaction> reactions, String emoji, String userId) {
        List<Reaction> after = new ArrayList<>();
        boolean known = false;
        for (Reaction reaction : reactions) {
            boolean same = reaction.emoji().equals(emoji);
            known |= same;
            after.add(same ? joined(reaction, userId) : reaction);
        }
        if (!known) {
            if (reactions.size() >= MOST_REACTIONS) {
                throw full("a message has at most " + MOST_REACTIONS + " different reactions");
            }
            after.add(new Reaction(emoji, List.of(userId)));
        }
        return after;
    }

    private static Reaction joined(Reaction reaction, String userId) {
        if (reaction.userIds().contains(userId)) {
            return reaction;
        }
        if (reaction.userIds().size() >= MOST_PEOPLE) {
            throw full("a reaction is that of at most " + MOST_PEOPLE + " people");
        }
        List<String> userIds = new ArrayList<>(reaction.userIds());
        userIds.add(userId);
        return new Reaction(reaction.emoji(), userIds);
    }

    private static List<Reaction> without(List<Reaction> reactions, String emoji, String userId) {
        List<Reaction> after = new ArrayList<>();
        for (Reaction reaction : reactions) {
            List<String> userIds = new ArrayList<>(reaction.userIds());
            if (reaction.emoji().equals(emoji)) {
                userIds.remove(userId);
            }
            if (!userIds.isEmpty()) {
                after.add(new Reaction(reaction.emoji(), userIds));
            }
        }
        return after;
    }

    private static HubException full(String sentence) {
        return HubException.of(ErrorCode.CONFLICT, sentence);
    }
}
