package dev.maestro.server.portal;

/**
 * Hears who comes and goes, as far as this node's sockets have not been told. Called on the thread of {@link People}; must not
 * block.
 */
public interface PeopleListener {
    /**
     * Somebody is in a project now.
     *
     * @param at epoch milliseconds
     */
    void joined(String projectId, Person person, long at);

    /**
     * Somebody is in a project no more.
     *
     * @param at epoch milliseconds
     */
    void left(String projectId, Person person, long at);
}
