package dev.maestro.server.portal;

import dev.maestro.server.backend.BackendUnavailableException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The people on other nodes.
 *
 * <p>Threads: confined to the thread of {@link People}; blocks. Each may throw {@link BackendUnavailableException}: then it
 * is to be tried again.
 */
interface Elsewhere {
    /** There are no other nodes. */
    Elsewhere NOWHERE = new Elsewhere() {
        @Override
        public void listen(Consumer<Set<String>> stale) {}

        @Override
        public void say(String projectId, Set<Person> here) {}

        @Override
        public Heard hear(String projectId) {
            return new Heard(Set.of(), true, false);
        }

        @Override
        public Beat beat() {
            return new Beat(false, Set.of());
        }

        @Override
        public void close() {}
    };

    /**
     * Begins to listen; called once, before anything else.
     *
     * @param stale is given projects in which there may be others than were heard of; it does not block
     */
    void listen(Consumer<Set<String>> stale);

    /** Lets the others know who is in a project on this node. */
    void say(String projectId, Set<Person> here);

    /** Returns who is in a project on the others. */
    Heard hear(String projectId);

    /** Does what is to be done once a second. */
    Beat beat();

    /** Leaves what was said to end by itself. */
    void close();

    /**
     * Who is in a project on the others.
     *
     * @param complete whether nobody else is: if not, those heard of before may still be there, and it will be stale later
     * @param longThere whether they may have been there since before this node
     */
    record Heard(Set<Person> people, boolean complete, boolean longThere) {
        public Heard {
            people = Set.copyOf(people);
        }
    }

    /**
     * What is to be done after a beat.
     *
     * @param forgotten whether the others have forgotten what this node said
     * @param stale projects in which there may be others than were heard of
     */
    record Beat(boolean forgotten, Set<String> stale) {
        public Beat {
            stale = Set.copyOf(stale);
        }
    }
}
