package dev.maestro.protocol.command;

/** Names the token that is to take the place of the one a socket came with. */
public record NewToken(String token) {
    /** Shows nothing of the token. */
    @Override
    public String toString() {
        return "NewToken[]";
    }
}
