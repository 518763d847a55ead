package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.team.TeamService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

/** {@code /api/team-members}. */
public final class TeamMemberResource implements Resource {
    private static final String ALL = "/api/team-members";
    private static final String ONE = ALL + "/{id}";

    private final TeamService team;

    public TeamMemberResource(TeamService team) {
        this.team = team;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(
                        ALL,
                        Operation.of(Tag.TEAM, "listTeamMembers", "List team members")
                                .asked(
                                        Parameter.text("projectId", "Only those of this project."),
                                        Parameter.flag("archived", "Only those that are archived, or are not."))
                                .list(TeamMember.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::list)
                .post(
                        ALL,
                        Operation.of(Tag.TEAM, "createTeamMember", "Make a team member")
                                .by(Who.NO_AGENT)
                                .takes("NewTeamMember", TeamService.MAKING, TeamMember.class)
                                .created(TeamMember.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(team.create(x.caller(), x.payload()), ALL))
                .get(
                        ONE,
                        Operation.of(Tag.TEAM, "readTeamMember", "Read a team member")
                                .document(TeamMember.class),
                        x -> x.document(team.get(x.caller(), x.path("id"))))
                .patch(
                        ONE,
                        Operation.of(Tag.TEAM, "changeTeamMember", "Change the fields of a team member that are given")
                                .by(Who.NO_AGENT)
                                .takes("TeamMemberChange", TeamService.CHANGE, TeamMember.class)
                                .matching()
                                .changed(TeamMember.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(team.patch(x.caller(), x.path("id"), x.payload(), x.expected())))
                .delete(
                        ONE,
                        Operation.of(Tag.TEAM, "deleteTeamMember", "Delete a team member")
                                .by(Who.NO_AGENT)
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(team.delete(x.caller(), x.path("id"), x.expected())))
                .post(
                        ONE + "/archive",
                        Operation.of(Tag.TEAM, "archiveTeamMember", "Put a team member away")
                                .by(Who.NO_AGENT)
                                .takes("Nothing", Form.empty(), null)
                                .changed(TeamMember.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::archive);
    }

    private void list(Exchange x) {
        x.list(team.list(x.caller(), x.query("projectId").orElse(null), Choices.flag(x, "archived"), x.page()));
    }

    private void archive(Exchange x) {
        x.requireNoFields();
        x.answer(team.archive(x.caller(), x.path("id")));
    }
}
