package dev.maestro.server.access;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Memberships;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.domain.project.ProjectMembers;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The memberships that principals know of, as the projects list them. Threads: thread-safe. */
public final class LiveMemberships implements Memberships {
    private static final Logger LOG = LoggerFactory.getLogger(LiveMemberships.class);
    private static final long SECONDS_UNTIL_RETRY = 1;
    // Whoever is sent the end of a project is asked, on another thread, whether it may see the project.
    private static final long SECONDS_UNTIL_FORGOTTEN = 60;

    private final ProjectMembers members;
    private final Backend backend;
    private final ScheduledExecutorService schedule;

    /**
     * Makes a view of the members.
     *
     * @param schedule where they are read anew when the feed lost events
     */
    public LiveMemberships(ProjectMembers members, Backend backend, ScheduledExecutorService schedule) {
        this.members = members;
        this.backend = backend;
        this.schedule = schedule;
    }

    @Override
    public boolean includes(String projectId, String userId, @Nullable String email) {
        return members.includes(projectId, userId, email);
    }

    @Override
    public Set<String> projectsOf(String userId, @Nullable String email) {
        return members.projectsOf(userId, email);
    }

    @Override
    public void learn(JsonBytes project) {
        members.learn(project);
    }

    /** Forgets a project that is gone, once its members have had the time to be sent that it is; does not block. */
    public void forgetLater(String projectId) {
        later(() -> members.forget(projectId), SECONDS_UNTIL_FORGOTTEN);
    }

    /**
     * Reads all members anew, as soon as the store lets; does not block. Until then what was known stands.
     *
     * @param done run when they are read
     */
    public void relearn(Runnable done) {
        later(() -> reload(done, false), 0);
    }

    private void later(Runnable action, long seconds) {
        try {
            var unused = schedule.schedule(action, seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the hub stops; members are not looked after any more");
        }
    }

    private void reload(Runnable done, boolean again) {
        try {
            members.reload(backend);
            done.run();
        } catch (BackendUnavailableException e) {
            LOG.atLevel(again ? Level.DEBUG : Level.WARN)
                    .setCause(e)
                    .log("the store is away; what is known of projects' members may be old");
            later(() -> reload(done, true), SECONDS_UNTIL_RETRY);
        } catch (RuntimeException e) {
            LOG.atLevel(again ? Level.DEBUG : Level.ERROR).setCause(e).log("members of projects could not be read");
            later(() -> reload(done, true), SECONDS_UNTIL_RETRY);
        }
    }
}
