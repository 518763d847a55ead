package dev.maestro.server.domain.team;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.Deletions;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Team members. Threads: thread-safe; blocks on the store. */
public final class TeamService {
    /** What makes a team member. */
    public static final Form MAKING = Form.of(fields -> made(fields, 0));

    /** What changes a team member. */
    public static final Form CHANGE = Form.ofChange(fields -> merged(fields, blank("", "", 0), 1, 0));

    private final Commits commits;
    private final Reads reads;

    public TeamService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /** Reads a team member. */
    public StoredDocument get(Caller caller, String id) {
        return reads.get(caller, Shelves.TEAM_MEMBERS, id);
    }

    /**
     * Lists team members, oldest first.
     *
     * @param projectId of this project; null for every project the caller may see
     * @param archived only those that are, or are not, archived; empty for both
     */
    public DocumentPage list(Caller caller, @Nullable String projectId, Optional<Boolean> archived, Page page) {
        Set<String> tags = archived.map(wanted -> Set.of(Tags.archived(wanted))).orElse(Set.of());
        return reads.listIn(caller, Shelves.TEAM_MEMBERS, projectId, tags, page);
    }

    /** Makes a team member: {@code projectId}, {@code name}, and whatever else can be patched. */
    public Answer create(Caller caller, Payload payload) {
        AgentRule.refuse(caller, "make team members");
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            TeamMember member = made(fields, draft.now());
            fields.done();
            String projectId = member.projectId();
            draft.need(Shelves.PROJECTS, projectId, caller);
            draft.requireExists(Shelves.PROJECTS, projectId);
            JsonBytes body = draft.create(Shelves.TEAM_MEMBERS, member, Set.of());
            draft.tell(EventName.TEAM_MEMBER_CREATED, projectId, List.of(), body);
            return Answer.created(member, body);
        });
    }

    /** Changes the fields that are given; putting a member away is told as {@link #archive} is. */
    public Answer patch(Caller caller, String id, Payload payload, Expected expected) {
        return commits.run(caller, draft -> {
            Held<TeamMember> held = draft.need(Shelves.TEAM_MEMBERS, id, caller);
            AgentRule.refuse(caller, "change team members");
            expected.check(held);
            Fields fields = payload.fields();
            fields.version(held);
            TeamMember same = merged(
                    fields,
                    held.document(),
                    held.stored().version(),
                    held.document().updatedAt());
            fields.done();
            if (same.equals(held.document())) {
                return Answer.done(same, held.stored().body());
            }
            return store(draft, held, merged(fields, held.document(), held.nextVersion(), draft.now()));
        });
    }

    /** Puts a member away: {@code team_member:archived}. One that is away already is left as it is. */
    public Answer archive(Caller caller, String id) {
        return commits.run(caller, draft -> {
            Held<TeamMember> held = draft.need(Shelves.TEAM_MEMBERS, id, caller);
            AgentRule.refuse(caller, "change team members");
            TeamMember old = held.document();
            if (old.archived()) {
                return Answer.done(old, held.stored().body());
            }
            TeamMember away = new TeamMember(
                    old.id(),
                    old.projectId(),
                    held.nextVersion(),
                    old.name(),
                    old.role(),
                    old.description(),
                    old.agentId(),
                    old.skillIds(),
                    true,
                    old.createdAt(),
                    draft.now());
            return store(draft, held, away);
        });
    }

    /** Deletes a team member. */
    public Answer delete(Caller caller, String id, Expected expected) {
        return commits.run(caller, draft -> {
            Held<TeamMember> held = draft.need(Shelves.TEAM_MEMBERS, id, caller);
            AgentRule.refuse(caller, "change team members");
            expected.check(held);
            Deletions.teamMember(draft, held);
            return Answer.deleted(id);
        });
    }

    private static Answer store(Draft draft, Held<TeamMember> held, TeamMember member) {
        boolean putAway = member.archived() && !held.document().archived();
        JsonBytes body = draft.update(held, member, Set.of());
        draft.tell(
                putAway ? EventName.TEAM_MEMBER_ARCHIVED : EventName.TEAM_MEMBER_UPDATED,
                member.projectId(),
                List.of(),
                body);
        return Answer.done(member, body);
    }

    private static TeamMember made(Fields fields, long now) {
        String projectId = fields.requiredText("projectId", Limit.WORD);
        fields.requiredText("name", Limit.TITLE);
        return merged(fields, blank(Ids.next("tm", now), projectId, now), 1, now);
    }

    private static TeamMember blank(String id, String projectId, long now) {
        return new TeamMember(id, projectId, 1, "", "", "", null, List.of(), false, now, now);
    }

    private static TeamMember merged(Fields fields, TeamMember from, long version, long updatedAt) {
        return new TeamMember(
                from.id(),
                from.projectId(),
                version,
                fields.sayingText("name", Limit.TITLE, from.name()),
                fields.text("role", Limit.TITLE, from.role()),
                fields.text("description", Limit.TEXT, from.description()),
                fields.clearableText("agentId", Limit.WORD, from.agentId()),
                fields.words("skillIds", from.skillIds()),
                fields.flag("archived", from.archived()),
                from.createdAt(),
                updatedAt);
    }
}
