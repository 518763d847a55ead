package dev.maestro.server.rest;

import dev.maestro.server.domain.team.TeamService;

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
        routes.get(ALL, this::list, "projectId", "archived", "limit", "cursor")
                .post(ALL, x -> x.answer(team.create(x.caller(), x.payload()), ALL))
                .get(ONE, x -> x.document(team.get(x.caller(), x.path("id"))))
                .patch(ONE, x -> x.answer(team.patch(x.caller(), x.path("id"), x.payload(), x.expected())))
                .delete(ONE, x -> x.answer(team.delete(x.caller(), x.path("id"), x.expected())))
                .post(ONE + "/archive", this::archive);
    }

    private void list(Exchange x) {
        x.list(team.list(x.caller(), x.query("projectId").orElse(null), Choices.flag(x, "archived"), x.page()));
    }

    private void archive(Exchange x) {
        x.requireNoFields();
        x.answer(team.archive(x.caller(), x.path("id")));
    }
}
