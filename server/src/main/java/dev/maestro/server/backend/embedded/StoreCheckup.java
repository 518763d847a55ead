package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.BackendStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a hub would find that opens the store of a data folder. Changes nothing.
 *
 * @param state how it is
 * @param told who uses it, or what is wrong with it and what to do, for a person; else its format
 */
public record StoreCheckup(State state, String told) {
    /** How a store is. */
    public enum State {
        /** There is none yet. */
        NONE,
        SOUND,
        /** A hub runs on it; more is not looked at. */
        IN_USE,
        /** No hub can open it. */
        SPOILED
    }

    /** Looks at a folder that exists. */
    public static StoreCheckup of(Path folder) {
        try {
            Optional<String> holder = FolderLock.holderOf(folder);
            if (holder.isPresent()) {
                return new StoreCheckup(State.IN_USE, holder.get());
            }
            return StoreFile.inspected(folder)
                    ? new StoreCheckup(State.SOUND, "formats " + Schema.OLDEST_VERSION + " to " + Schema.VERSION)
                    : new StoreCheckup(State.NONE, "");
        } catch (BackendStartException e) {
            return new StoreCheckup(State.SPOILED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new StoreCheckup(State.SPOILED, "the store in " + folder + " cannot be looked at: " + e);
        }
    }
}
