package dev.maestro.server.isolation;

/** Plants for rows: what only reads finds the same each time, what may change finds a project of its own. */
final class Plants {
    private final Door door;
    private final Pair read;

    /**
     * Two plants in one project.
     *
     * @param mine those of who asks
     * @param theirs those of another
     */
    record Pair(Ids mine, Ids theirs) {}

    Plants(Door door) {
        this.door = door;
        this.read = fresh();
    }

    /** Returns plants with which the request is good where one may see them. */
    Pair with(Row row, Row.Aim aim) {
        if (row.reads() && aim.before().isEmpty()) {
            return read;
        }
        Pair pair = fresh();
        aim.prepare(door, pair.mine(), pair.theirs());
        return pair;
    }

    /** Returns the plants of who asks for others' in vain. */
    Ids own(Row row) {
        return row.reads() ? read.mine() : Plant.inNewProject(door, "own");
    }

    private Pair fresh() {
        Ids mine = Plant.inNewProject(door, "mine");
        return new Pair(mine, Plant.in(door, mine.project(), "theirs"));
    }
}
