package dev.maestro.server.rest;

/** A request that HTTP alone shows to be unfit; it carries the problem to answer. */
final class UnfitRequestException extends RuntimeException {
    private final Problem problem;

    UnfitRequestException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
