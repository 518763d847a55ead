package dev.maestro.server.doctor;

import dev.maestro.server.backend.embedded.StoreCheckup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks whether a hub can open what is in the data folder.
 *
 * @param runs whether the hub itself answers at its port
 */
record StoreCheck(Path dataDir, boolean runs) implements Check {
    @Override
    public String name() {
        return "store";
    }

    @Override
    public List<Finding> look() {
        return List.of(
                Files.isDirectory(dataDir)
                        ? of(StoreCheckup.of(dataDir))
                        : Finding.ok(name(), "There is none yet; the first start makes it."));
    }

    private Finding of(StoreCheckup store) {
        return switch (store.state()) {
            case NONE -> Finding.ok(name(), "There is none yet; the first start makes it.");
            case SOUND -> Finding.ok(name(), "It is whole, and of a format this hub reads (" + store.told() + ").");
            case IN_USE ->
                runs
                        ? Finding.ok(name(), "The hub that runs has it (" + store.told() + ").")
                        : Finding.bad(
                                name(),
                                "A hub uses it, " + store.told() + ", and does not answer at this port.",
                                "Look with the settings of that hub; or stop it before another starts.");
            case SPOILED -> Finding.bad(name(), store.told(), "Do what that says, or bring back an export.");
        };
    }
}
