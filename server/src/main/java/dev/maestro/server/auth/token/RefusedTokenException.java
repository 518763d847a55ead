package dev.maestro.server.auth.token;

/** A token does not hold. The message says why, for the log only; it holds nothing of the token but names of fields. */
final class RefusedTokenException extends RuntimeException {
    private final Rule rule;

    /** The rules a token can break. */
    enum Rule {
        /** It is a compact JWS of at most 8 KiB, of strict base64url and JSON. */
        FORM,
        /** Its header names an algorithm that is allowed, and asks for nothing else. */
        HEADER,
        /** A key of the hub's is the one it names, and of that algorithm's kind. */
        KEY,
        /** That key signed it. */
        SIGNATURE,
        /** It has begun and has not ended. */
        TIME,
        /** It was issued by whom it must be. */
        ISSUER,
        /** It is for whom it must be. */
        AUDIENCE,
        /** It says who it is for. */
        SUBJECT,
        /** Its other claims are of the types they must be. */
        CLAIM
    }

    RefusedTokenException(Rule rule, String reason) {
        // Bad tokens are to be expected, and a stack trace would make them dear.
        super(reason, null, false, false);
        this.rule = rule;
    }

    /** Returns the rule that was broken. */
    Rule rule() {
        return rule;
    }
}
