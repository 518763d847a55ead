package dev.maestro.server.auth;

/** What a request is refused for before it is known who sends it, beside what is wrong with a token of a user. */
public enum AuthRule {
    /** It has no token, and does not come from this machine. */
    NO_TOKEN,
    /** It is no token of a session that runs. */
    SESSION_TOKEN,
    /** Too many tokens from there did not hold. */
    TOO_MANY_FAILURES
}
