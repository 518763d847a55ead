package dev.maestro.server.domain;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for something, as far as the rules care.
 *
 * @param id who it is, as others are shown it: {@code local}, a user's id, {@code mobile:<user>}, an agent's session
 * @param key who it is, told from everybody else: two of different kinds may have the same id
 * @param access the projects it may see; all others do not exist for it
 * @param agentSession the session it works in, when it is an agent that may do no more than {@link AgentRule} says;
 *     null for everybody else
 * @param memberName the name by which a project it makes must list it, or it would not see what it made; null for
 *     those who see every project, and for agents
 * @param once the request's idempotency key, or null
 */
public record Caller(
        String id,
        String key,
        Access access,
        @Nullable String agentSession,
        @Nullable String memberName,
        @Nullable Idempotency once) {
    /** The hub itself, which sees everything. */
    public static final Caller HUB = of("hub", Access.ALL);

    /** Returns a caller who is no agent, with its id for a key. */
    public static Caller of(String id, Access access) {
        return new Caller(id, id, access, null, null, null);
    }

    /** Returns the same caller, asking under an idempotency key. */
    public Caller once(Idempotency idempotency) {
        return new Caller(id, key, access, agentSession, memberName, idempotency);
    }

    /** Returns the same caller, asking under no idempotency key: for what follows from its request. */
    public Caller anew() {
        return new Caller(id, key, access, agentSession, memberName, null);
    }

    /** Returns the same caller, shown to others by another name. */
    public Caller shownAs(String name) {
        return new Caller(name, key, access, agentSession, memberName, once);
    }

    /** Returns whether the project may be seen. */
    public boolean sees(String projectId) {
        return access.sees(projectId);
    }

    /** Returns the session it works in, if it is an agent. */
    public Optional<String> agent() {
        return Optional.ofNullable(agentSession);
    }

    /** Returns the name by which a project it makes must list it, if it must. */
    public Optional<String> member() {
        return Optional.ofNullable(memberName);
    }

    /** Returns the request's idempotency key, if it has one. */
    public Optional<Idempotency> idempotency() {
        return Optional.ofNullable(once);
    }
}
