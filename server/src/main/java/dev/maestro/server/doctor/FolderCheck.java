package dev.maestro.server.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at the data folder: whether it can be written to, by whom, and how much room there is. */
record FolderCheck(Path dataDir, Room room) implements Check {
    /** Of these a hub has enough for a while. */
    static final Room USUAL = new Room(100L << 20, 1L << 30);

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_READ =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    /** Bytes that must be free, and that should be. */
    record Room(long least, long enough) {}

    @Override
    public String name() {
        return "folder";
    }

    @Override
    public List<Finding> look() {
        Path folder = dataDir.toAbsolutePath().normalize();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            return List.of(Finding.bad(name(), folder + " is no folder.", "Name another by --data-dir."));
        }
        boolean there = Files.isDirectory(folder);
        Path nearest = folder;
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            return List.of(Finding.bad(
                    name(),
                    nearest + " cannot be written to by this user.",
                    "Give it to the user the hub runs as (chown), or name another by --data-dir."));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(name(), there ? folder + " is there." : folder + " will be made by the first start."));
        try {
            if (there) {
                findings.addAll(permissions(folder));
            }
            findings.add(room(nearest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return findings;
    }

    private List<Finding> permissions(Path folder) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return List.of();
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        String found = "Others may %s " + folder + " (" + PosixFilePermissions.toString(permissions) + ").";
        String mend = "Keep it the hub's own: chmod 700 " + folder + ".";
        if (permissions.stream().anyMatch(OTHERS_WRITE::contains)) {
            return List.of(Finding.bad(name(), found.formatted("write to"), mend));
        }
        return permissions.stream().anyMatch(OTHERS_READ::contains)
                ? List.of(Finding.warn(name(), found.formatted("look into"), mend))
                : List.of();
    }

    private Finding room(Path nearest) throws IOException {
        long free = Files.getFileStore(nearest).getUsableSpace();
        String found = (free >> 20) + " MiB are free.";
        String mend = "Make room, or name a folder on another disk by --data-dir.";
        if (free < room.least()) {
            return Finding.bad(name(), found, mend);
        }
        return free < room.enough() ? Finding.warn(name(), found, mend) : Finding.ok(name(), found);
    }
}
