package dev.maestro.server.edge;

/** Carries a refusal found while decoding, in a request's decoder result. */
final class RefusedHeadException extends RuntimeException {
    private final transient Problem problem;

    RefusedHeadException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** Returns what the client is told. */
    Problem problem() {
        return problem;
    }
}
