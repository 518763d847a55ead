package dev.maestro.server.portal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in which project, on all nodes: people, not sockets. What changes is told once, as the difference between what was
 * told before and what is so now.
 *
 * <p>A socket whose connection broke counts for {@link #LINGER} more, so that whoever loads a page anew neither leaves nor
 * joins; so do those of a node that stops.
 *
 * <p>Life-cycle: open when made; {@link #close} tells nobody anything. Threads: thread-safe, nothing blocks; it has a thread
 * of its own, {@code people}, on which the store is asked and the listener called. Memory: some hundred bytes for each
 * person and project, of all nodes.
 */
public final class People implements AutoCloseable {
    /** How long a socket counts whose connection broke. */
    public static final Duration LINGER = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long CLOSE_SECONDS = 3;

    private final PeopleListener listener;
    private final Elsewhere elsewhere;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;

    private final Object lock = new Object();

    /** How many sockets of each person are here, by project. */
    @GuardedBy("lock")
    private final Map<String, Map<Person, Integer>> here = new HashMap<>();

    /** Projects where somebody came or went here since it was last looked. */
    @GuardedBy("lock")
    private final Set<String> changed = new LinkedHashSet<>();

    /** Projects where somebody may have come or gone elsewhere. */
    @GuardedBy("lock")
    private final Set<String> stale = new LinkedHashSet<>();

    @GuardedBy("lock")
    private boolean looking;

    /** Who was told to be in each project; changed by the thread alone. */
    private final Map<String, Set<Person>> told = new ConcurrentHashMap<>();

    // Of the thread alone.
    private final Map<String, Set<Person>> others = new HashMap<>();

    private People(PeopleListener listener, Clock clock, Elsewhere elsewhere) {
        this.listener = listener;
        this.clock = clock;
        this.elsewhere = elsewhere;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "people");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Counts the people of a hub that stands alone. */
    public static People alone(PeopleListener listener, Clock clock) {
        return new People(listener, clock, Elsewhere.NOWHERE);
    }

    /** Counts the people of all nodes that share a store. */
    public static People shared(PeopleListener listener, Backend backend, Clock clock) {
        People people = new People(listener, clock, new PeopleOfNodes(backend));
        people.thread.execute(() -> people.elsewhere.listen(people::stale));
        var unused = people.thread.scheduleWithFixedDelay(people::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        return people;
    }

    /** Returns a place for a socket, which counts nowhere yet. */
    public Seat seat() {
        return new Seat();
    }

    /**
     * Returns how many people are in a project, as of now; those of other nodes as of when they were last heard of, if the
     * store is away.
     */
    public CompletionStage<Integer> count(String projectId) {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        stale(Set.of(projectId));
        try {
            thread.execute(() -> {
                look();
                count.complete(told.getOrDefault(projectId, Set.of()).size());
            });
        } catch (RejectedExecutionException e) {
            count.completeExceptionally(e);
        }
        return count;
    }

    /** Returns how many people are in a project, as far as is known without asking anybody; does not block. */
    public int known(String projectId) {
        Set<Person> people = new HashSet<>(hereIn(projectId));
        people.addAll(told.getOrDefault(projectId, Set.of()));
        return people.size();
    }

    /** What one socket counts for. Threads: thread-safe. */
    public final class Seat {
        @GuardedBy("lock")
        private Person person = new Person("", "");

        @GuardedBy("lock")
        private Set<String> projects = Set.of();

        @GuardedBy("lock")
        private boolean ended;

        private Seat() {}

        /** Counts from now on as this person, in these projects and no others. */
        public void take(Person who, Set<String> where) {
            synchronized (lock) {
                if (!ended && !(person.equals(who) && projects.equals(where))) {
                    Set<String> before = projects;
                    where.forEach(project -> come(project, who));
                    before.forEach(project -> go(project, person));
                    person = who;
                    projects = Set.copyOf(where);
                }
            }
            lookSoon();
        }

        /** Counts no more. */
        public void end() {
            synchronized (lock) {
                if (!ended) {
                    ended = true;
                    projects.forEach(project -> go(project, person));
                }
            }
            lookSoon();
        }

        /** Counts for {@link People#LINGER} more. */
        public void endLater() {
            synchronized (lock) {
                if (projects.isEmpty()) {
                    ended = true;
                    return;
                }
            }
            try {
                var unused = thread.schedule(this::end, LINGER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.atDebug().setCause(e).log("the hub stops; who is here counts until others have forgotten it");
            }
        }
    }

    /** Has looked again where somebody may have come or gone on another node. */
    private void stale(Set<String> projectIds) {
        synchronized (lock) {
            stale.addAll(projectIds);
        }
        lookSoon();
    }

    @GuardedBy("lock")
    private void come(String projectId, Person person) {
        Map<Person, Integer> people = here.computeIfAbsent(projectId, id -> new HashMap<>(2));
        if (people.merge(person, 1, Integer::sum) == 1) {
            changed.add(projectId);
            // Whoever is somewhere else already does not join.
            stale.add(projectId);
        }
    }

    @GuardedBy("lock")
    private void go(String projectId, Person person) {
        Map<Person, Integer> people = here.getOrDefault(projectId, new HashMap<>());
        if (people.merge(person, -1, Integer::sum) == 0) {
            people.remove(person);
            changed.add(projectId);
            // Whoever is somewhere else by now does not leave.
            stale.add(projectId);
        }
        if (people.isEmpty()) {
            here.remove(projectId);
        }
    }

    private void lookSoon() {
        synchronized (lock) {
            if (looking || changed.isEmpty() && stale.isEmpty()) {
                return;
            }
            looking = true;
        }
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub stops; nobody is told who comes and goes");
        }
    }

    private void look() {
        Set<String> mine;
        Set<String> theirs;
        synchronized (lock) {
            looking = false;
            mine = Set.copyOf(changed);
            theirs = Set.copyOf(stale);
            changed.clear();
            stale.clear();
        }
        try {
            mine.forEach(project -> aside(project, () -> elsewhere.say(project, hereIn(project))));
            theirs.forEach(project -> aside(project, () -> hear(project)));
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("the people of other nodes are looked after later");
            putBack(mine, theirs);
        }
        mine.forEach(this::tell);
    }

    /** Does what concerns one project, whose troubles must not be those of others. */
    private static void aside(String projectId, Runnable action) {
        try {
            action.run();
        } catch (BackendUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("project", projectId)
                    .setCause(e)
                    .log("a project's people of other nodes could not be looked after");
        }
    }

    /** Has all of it done again with the next beat, or the next that comes or goes. */
    private void putBack(Set<String> mine, Set<String> theirs) {
        synchronized (lock) {
            changed.addAll(mine);
            stale.addAll(theirs);
        }
    }

    private void hear(String projectId) {
        Elsewhere.Heard heard = elsewhere.hear(projectId);
        Set<Person> people = new HashSet<>(heard.people());
        if (!heard.complete()) {
            people.addAll(others.getOrDefault(projectId, Set.of()));
        }
        if (people.isEmpty()) {
            others.remove(projectId);
        } else {
            others.put(projectId, people);
        }
        if (heard.longThere() && !people.isEmpty()) {
            told.merge(projectId, people, People::union);
        }
        tell(projectId);
    }

    private static Set<Person> union(Set<Person> some, Set<Person> more) {
        Set<Person> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    private void tell(String projectId) {
        Set<Person> now = new HashSet<>(hereIn(projectId));
        now.addAll(others.getOrDefault(projectId, Set.of()));
        Set<Person> before = now.isEmpty() ? told.remove(projectId) : told.put(projectId, now);
        Set<Person> then = before == null ? Set.of() : before;
        long at = clock.millis();
        then.stream().filter(person -> !now.contains(person)).forEach(gone -> listener.left(projectId, gone, at));
        now.stream().filter(person -> !then.contains(person)).forEach(come -> listener.joined(projectId, come, at));
    }

    private Set<Person> hereIn(String projectId) {
        synchronized (lock) {
            return Set.copyOf(here.getOrDefault(projectId, Map.of()).keySet());
        }
    }

    private void beat() {
        try {
            Elsewhere.Beat beat = elsewhere.beat();
            synchronized (lock) {
                stale.addAll(beat.stale());
                if (beat.forgotten()) {
                    changed.addAll(here.keySet());
                }
            }
            look();
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("the people of other nodes are looked after later");
        } catch (RuntimeException e) {
            // Else there would be no other beat.
            LOG.atError().setCause(e).log("the people of other nodes could not be looked after");
        }
    }

    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        thread.execute(elsewhere::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.atWarn().log("the others were not told that this node stops, and find out by themselves");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
