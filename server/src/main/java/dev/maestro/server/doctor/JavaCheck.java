package dev.maestro.server.doctor;

import java.util.List;

/** Looks at the Java this runs on. */
record JavaCheck(int feature) implements Check {
    private static final int OLDEST = 17;
    private static final int NEWEST_TRIED = 25;

    @Override
    public String name() {
        return "java";
    }

    @Override
    public List<Finding> look() {
        String found = "Java " + feature + ".";
        if (feature < OLDEST) {
            return List.of(Finding.bad(name(), found, "Run it on Java " + OLDEST + " or newer."));
        }
        return List.of(
                feature > NEWEST_TRIED
                        ? Finding.warn(
                                name(), found, "The hub was tried on Java " + OLDEST + " to " + NEWEST_TRIED + ".")
                        : Finding.ok(name(), found));
    }
}
