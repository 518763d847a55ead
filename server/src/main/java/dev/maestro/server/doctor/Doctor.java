package dev.maestro.server.doctor;

import java.util.ArrayList;
import java.util.List;

/** Looks at everything there is to look at. */
public final class Doctor {
    private Doctor() {}

    /** Returns what was found, in the order in which it is told. */
    public static List<Finding> look(Subject subject) {
        Probe probe = new Probe(Probe.PATIENCE);
        boolean runs = PortCheck.runs(subject, probe);
        List<Check> checks = new ArrayList<>(List.of(
                new JavaCheck(Runtime.version().feature()),
                new FilesCheck(FilesCheck.ofThisProcess()),
                new ClockCheck(subject.clock(), subject.config().dataDir()),
                new PortCheck(subject, probe, runs)));
        if (subject.redis().isPresent()) {
            checks.add(new RedisCheck(
                    subject.redis().get(), subject.config().redis().nodeLease(), subject.clock()));
        } else {
            checks.add(new FolderCheck(subject.config().dataDir(), FolderCheck.USUAL));
            checks.add(new StoreCheck(subject.config().dataDir(), runs));
        }
        checks.add(new KeysCheck(subject));
        checks.add(new OriginsCheck(subject));
        checks.add(new TunnelCheck(subject, probe));
        return checks.stream().flatMap(check -> look(check).stream()).toList();
    }

    /** Returns the finding that settings cannot be read. */
    public static Finding ofSettings(String fault) {
        return Finding.bad("settings", fault, "Correct them; docs/config.md has each with its rule.");
    }

    /** What cannot be looked at is a finding, too, and keeps nobody from looking at the rest. */
    private static List<Finding> look(Check check) {
        try {
            return check.look();
        } catch (RuntimeException e) {
            return List.of(Finding.bad(
                    check.name(), "It cannot be looked at: " + e + ".", "See what that says, and look again."));
        }
    }
}
