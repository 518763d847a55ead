package dev.maestro.server.portal;

import dev.maestro.protocol.error.HubException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Which node has whom run a command, and the way there.
 *
 * <p>Threads: thread-safe; blocks on the store, but for {@link #run}. May throw
 * {@link dev.maestro.server.backend.BackendUnavailableException}.
 */
interface CommandDirectory {
    /** Only this node is there. */
    CommandDirectory ALONE = new CommandDirectory() {
        @Override
        public boolean claim(CommandName name, String principal) {
            return true;
        }

        @Override
        public void release(CommandName name) {}

        @Override
        public Collection<String> names(String projectId, Set<String> here) {
            return here;
        }

        @Override
        public List<String> elsewhere(CommandName name) {
            return List.of();
        }

        @Override
        public CompletionStage<CommandOutcome> run(String node, CommandName name, CommandCall call) {
            throw new IllegalStateException("there is no other node");
        }
    };

    /**
     * Makes a command this node's.
     *
     * @param principal for whom; it may be taken over from the same on another node
     * @return false if it is somebody else's
     * @throws HubException {@code unavailable} if this node has lost its hold for now
     */
    boolean claim(CommandName name, String principal);

    /**
     * Gives a command up, if it is this node's.
     *
     * @throws HubException {@code unavailable} if this node has lost its hold for now
     */
    void release(CommandName name);

    /**
     * Returns the commands of a project, of all nodes.
     *
     * @param here those of this node
     */
    Collection<String> names(String projectId, Set<String> here);

    /** Returns the other node that has a command, or none. */
    List<String> elsewhere(CommandName name);

    /** Has another node run a command; never fails, and ends within some seconds more than a client may take. */
    CompletionStage<CommandOutcome> run(String node, CommandName name, CommandCall call);
}
