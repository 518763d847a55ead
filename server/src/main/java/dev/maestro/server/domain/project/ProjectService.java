package dev.maestro.server.domain.project;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
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
import dev.maestro.server.domain.Sight;
import dev.maestro.server.domain.document.Shelves;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Projects. Threads: thread-safe; blocks on the store. */
public final class ProjectService {
    /** What makes a project, or is all of it. */
    public static final Form MAKING = Form.of(fields -> made(fields, blank("", 0), 1, 0));

    /** What takes the place of all of a project. */
    public static final Form REPLACEMENT = Form.ofChange(fields -> made(fields, blank("", 0), 1, 0));

    /** What changes a project. */
    public static final Form CHANGE = Form.ofChange(fields -> merged(fields, blank("", 0), 1, 0));

    /** More of one name are not looked at one by one. */
    private static final int MOST_LOOKED_AT = 16;

    private final Commits commits;
    private final ProjectMembers members;
    private final Reads reads;
    private final ProjectRemains remains;

    public ProjectService(Commits commits, ProjectMembers members) {
        this.commits = commits;
        this.members = members;
        this.reads = new Reads(commits.backend());
        this.remains = new ProjectRemains(commits);
    }

    /** Reads a project. */
    public StoredDocument get(Caller caller, String id) {
        return reads.get(caller, Shelves.PROJECTS, id);
    }

    /**
     * Finds a project by its id, else by its name; takes as long as there are projects if this node has not heard of one of
     * that name.
     *
     * @return its id
     * @throws HubException {@code not_found} if the caller may see none; {@code conflict} if it may see several of that
     *     name
     */
    public String idOf(Caller caller, String nameOrId) {
        if (nameOrId.codePointCount(0, nameOrId.length()) > Limit.TITLE.most()) {
            throw missing();
        }
        Optional<StoredDocument> byId = commits.backend()
                .find(Shelves.PROJECTS.key(nameOrId))
                .filter(stored -> Sight.of(commits.backend(), caller, stored.projectId()));
        return byId.map(StoredDocument::projectId).orElseGet(() -> idOfName(caller, nameOrId));
    }

    private String idOfName(Caller caller, String name) {
        List<String> heardOf = members.names().idsOf(name).stream()
                .filter(caller::sees)
                .limit(MOST_LOOKED_AT + 1L)
                .toList();
        List<String> ids = heardOf.size() > MOST_LOOKED_AT
                ? List.of()
                : heardOf.stream().filter(id -> isNow(id, name)).toList();
        // Of one that was just made, by whichever node, the feed may not have told yet.
        return only(ids.isEmpty() ? listedAs(caller, name) : ids);
    }

    private boolean isNow(String id, String name) {
        return commits.backend()
                .find(Shelves.PROJECTS.key(id))
                .filter(stored -> isCalled(stored, name))
                .isPresent();
    }

    private static boolean isCalled(StoredDocument stored, String name) {
        return stored.body().asKnown(Project.class).name().equals(name);
    }

    private List<String> listedAs(Caller caller, String name) {
        List<String> ids = new ArrayList<>();
        Page page = new Page(null, DocumentQuery.MAX_LIMIT);
        while (true) {
            DocumentPage found = list(caller, page);
            found.documents().stream()
                    .filter(stored -> isCalled(stored, name))
                    .forEach(stored -> ids.add(stored.projectId()));
            if (found.nextCursor().isEmpty()) {
                return ids;
            }
            page = new Page(found.nextCursor().get(), DocumentQuery.MAX_LIMIT);
        }
    }

    private static String only(List<String> ids) {
        if (ids.size() > 1) {
            throw HubException.of(ErrorCode.CONFLICT, ids.size() + " projects have that name; use the id");
        }
        return ids.stream().findFirst().orElseThrow(ProjectService::missing);
    }

    private static HubException missing() {
        return HubException.of(ErrorCode.NOT_FOUND, "Project not found");
    }

    /** Lists the projects the caller may see. */
    public DocumentPage list(Caller caller, Page page) {
        return reads.list(caller, Shelves.PROJECTS, null, Set.of(), page);
    }

    /**
     * Makes a project: {@code name}, {@code workingDir?}, {@code description?}, {@code members?}. A user who may not see
     * every project becomes a member.
     */
    public Answer create(Caller caller, Payload payload) {
        AgentRule.refuse(caller, "make projects");
        return learnt(commits.run(caller, draft -> {
            String id = Ids.next("proj", draft.now());
            Fields fields = payload.fields();
            Project project = withMaker(made(fields, blank(id, draft.now()), 1, draft.now()), caller);
            fields.done();
            JsonBytes body = draft.create(Shelves.PROJECTS, project, Set.of());
            draft.tell(EventName.PROJECT_CREATED, id, List.of(), body);
            return Answer.created(project, body);
        }));
    }

    /** Changes the fields that are given. */
    public Answer patch(Caller caller, String id, Payload payload, Expected expected) {
        return learnt(commits.run(caller, draft -> {
            Held<Project> held = draft.need(Shelves.PROJECTS, id, caller);
            AgentRule.refuse(caller, "change projects");
            return change(draft, held, held.document(), payload.fields(), expected);
        }));
    }

    /** Sets every field that can be set; those not given become what they are in a new project. */
    public Answer replace(Caller caller, String id, Payload payload, Expected expected) {
        return learnt(commits.run(caller, draft -> {
            Held<Project> held = draft.need(Shelves.PROJECTS, id, caller);
            AgentRule.refuse(caller, "change projects");
            Project old = held.document();
            Project blank = new Project(id, id, old.version(), "", "", "", List.of(), old.createdAt(), old.updatedAt());
            Fields fields = payload.fields();
            fields.requiredText("name", Limit.TITLE);
            return change(draft, held, blank, fields, expected);
        }));
    }

    /**
     * Deletes a project and everything in it. Of tasks, sessions and the like that is one commit, with the news of each; what
     * else it had nobody can read from then on, and what of that would take long goes after this has answered.
     */
    public Answer delete(Caller caller, String id, Expected expected) {
        Answer answer = commits.run(caller, draft -> {
            Held<Project> held = draft.need(Shelves.PROJECTS, id, caller);
            AgentRule.refuse(caller, "delete projects");
            expected.check(held);
            ProjectDeletion.of(draft, id);
            return Answer.deleted(id);
        });
        remains.removeSoon(id);
        return answer;
    }

    /** Whoever made a change sees what follows from it at once, and not only when the feed has told it. */
    private Answer learnt(Answer answer) {
        members.learn(answer.body());
        return answer;
    }

    private static Project withMaker(Project project, Caller caller) {
        String maker = caller.memberName();
        if (maker == null || project.members().contains(maker)) {
            return project;
        }
        List<String> members = new ArrayList<>(project.members());
        members.add(maker);
        return new Project(
                project.id(),
                project.projectId(),
                project.version(),
                project.name(),
                project.workingDir(),
                project.description(),
                members,
                project.createdAt(),
                project.updatedAt());
    }

    private static Answer change(Draft draft, Held<Project> held, Project from, Fields fields, Expected expected) {
        expected.check(held);
        fields.version(held);
        Project same =
                merged(fields, from, held.stored().version(), held.document().updatedAt());
        fields.done();
        if (same.equals(held.document())) {
            return Answer.done(same, held.stored().body());
        }
        Project project = merged(fields, from, held.nextVersion(), draft.now());
        JsonBytes body = draft.update(held, project, Set.of());
        draft.tell(EventName.PROJECT_UPDATED, project.id(), List.of(), body);
        return Answer.done(project, body);
    }

    private static Project blank(String id, long now) {
        return new Project(id, id, 1, "", "", "", List.of(), now, now);
    }

    private static Project made(Fields fields, Project blank, long version, long updatedAt) {
        fields.requiredText("name", Limit.TITLE);
        return merged(fields, blank, version, updatedAt);
    }

    private static Project merged(Fields fields, Project from, long version, long updatedAt) {
        return new Project(
                from.id(),
                from.projectId(),
                version,
                fields.sayingText("name", Limit.TITLE, from.name()),
                fields.text("workingDir", Limit.LINE, from.workingDir()),
                fields.text("description", Limit.TEXT, from.description()),
                fields.words("members", from.members()),
                from.createdAt(),
                updatedAt);
    }
}
