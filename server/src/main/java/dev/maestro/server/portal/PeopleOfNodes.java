package dev.maestro.server.portal;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.Registry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The people of all nodes, as entries of the registry: each node has one for each person and project, of a lease of its own,
 * and tells the others over the live channel in which projects somebody came or went; they then read those.
 *
 * <p>The lease lasts as long as a socket counts whose connection broke, also after the node has stopped or died. A node that
 * starts, or may have missed something, asks the others to tell all their projects.
 *
 * <p>While a node has no lease that surely holds, and for {@link People#LINGER} after it lost one, the entries of others may
 * be gone just as its own: whoever it heard of before is taken to be still there. A node that has its first lease for less
 * than that does not know who has been there for long: what it reads first of a project is not news, unless it was told so.
 *
 * <p>Threads: as {@link Elsewhere}; the live channel calls on its own.
 */
final class PeopleOfNodes implements Elsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(PeopleOfNodes.class);
    private static final String TOPIC = "people";
    private static final String NODES = "people-nodes";
    private static final String PROJECT = "people:";
    private static final String LEASE = "people:";
    private static final int ID_BYTES = 8;
    private static final int MOST_TOLD_AT_ONCE = 1_000;
    private static final long LINGER_NANOS = People.LINGER.toNanos();

    private final String self;
    private final Backend backend;

    private final Map<String, Set<Person>> said = new HashMap<>();
    /** Projects of which not all that was to be said may have been stored. */
    private final Set<String> unfinished = new HashSet<>();

    private final Set<String> untold = new HashSet<>();
    /** Projects to be told once more, in which nothing changed. */
    private final Set<String> untoldAgain = new HashSet<>();
    /** Projects to be heard again when the others have had time to say theirs. */
    private final Set<String> putOff = new HashSet<>();
    /** Projects that were heard while this node was new. */
    private final Set<String> first = new HashSet<>();
    // Of System.nanoTime.
    private long renewed;
    private long settledFrom;
    private long newUntil;
    private boolean everHeld;
    private boolean lost;

    // Read by the live channel.
    private final Map<String, Set<Lease>> holders = new ConcurrentHashMap<>();
    private final Set<String> news = ConcurrentHashMap.newKeySet();
    private volatile boolean isNew = true;
    private volatile boolean unsure;
    private volatile boolean asked;
    private volatile boolean unheard = true;
    private @Nullable Lease lease;
    private LiveChannel.@Nullable Subscription subscription;

    /**
     * What nodes say to each other.
     *
     * @param from who says it
     * @param projects where somebody came or went
     * @param ask whether the others are to tell all their projects
     * @param again whether this was asked for, and nobody came or went
     */
    record Notice(String from, List<String> projects, boolean ask, boolean again) {}

    PeopleOfNodes(Backend backend) {
        byte[] random = new byte[ID_BYTES];
        new SecureRandom().nextBytes(random);
        this.self = HexFormat.of().formatHex(random);
        this.backend = backend;
    }

    @Override
    public void listen(Consumer<Set<String>> stale) {
        subscription = backend.live().subscribe(TOPIC, new Ear(stale));
    }

    @Override
    public void say(String projectId, Set<Person> here) {
        Lease mine = lease;
        if (mine == null) {
            // With the next beat there is one, and all is said.
            return;
        }
        Set<Person> before = said.getOrDefault(projectId, Set.of());
        String space = space(projectId);
        // If the store goes away meanwhile, all of it is said again, and whatever of it was stored is removed some
        // time.
        boolean allAgain = !unfinished.add(projectId);
        keep(projectId, union(before, here));
        for (Person person : here) {
            if (allAgain || !before.contains(person)) {
                var unused = backend.registry().claim(mine, space, name(person), JsonBytes.of(person), null);
            }
        }
        for (Person person : before) {
            if (!here.contains(person)) {
                backend.registry().remove(mine, space, name(person));
            }
        }
        keep(projectId, here);
        unfinished.remove(projectId);
        untold.add(projectId);
        tellAll();
    }

    private void keep(String projectId, Set<Person> people) {
        if (people.isEmpty()) {
            said.remove(projectId);
        } else {
            said.put(projectId, Set.copyOf(people));
        }
    }

    private static Set<Person> union(Set<Person> some, Set<Person> more) {
        Set<Person> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    @Override
    public Heard hear(String projectId) {
        Set<Person> people = new HashSet<>();
        Set<Lease> theirs = new HashSet<>();
        for (Registry.Entry entry : backend.registry().list(space(projectId))) {
            if (!entry.name().startsWith(self)) {
                people.add(entry.value().asKnown(Person.class));
                theirs.add(entry.holder());
            }
        }
        if (theirs.isEmpty()) {
            holders.remove(projectId);
        } else {
            holders.put(projectId, Set.copyOf(theirs));
        }
        boolean complete = isSettled();
        if (!complete) {
            putOff.add(projectId);
        }
        return new Heard(people, complete, isNew && first.add(projectId) && !news.contains(projectId));
    }

    /** Returns whether the others have had time to say who is there, if this node and they lost their leases together. */
    private boolean isSettled() {
        long now = System.nanoTime();
        return lease != null && !unsure && now - renewed < LINGER_NANOS && (!lost || now - settledFrom >= 0);
    }

    @Override
    public Beat beat() {
        boolean forgotten = keepLease();
        unsure = false;
        if (asked) {
            asked = false;
            untoldAgain.addAll(said.keySet());
        }
        tellAll();
        if (unheard) {
            unheard = !publish(new Notice(self, List.of(), true, false));
        }
        return new Beat(forgotten, stale());
    }

    private Set<String> stale() {
        if (!isSettled()) {
            return Set.of();
        }
        if (isNew && System.nanoTime() - newUntil >= 0) {
            isNew = false;
            first.clear();
            news.clear();
        }
        Set<String> stale = ofNodesGone();
        stale.addAll(putOff);
        putOff.clear();
        return stale;
    }

    /** Returns whether what was said is forgotten, since the lease was lost. */
    private boolean keepLease() {
        Lease held = lease;
        long now = System.nanoTime();
        if (held != null && backend.leases().renew(held, People.LINGER)) {
            renewed = now;
            return false;
        }
        lease = null;
        said.clear();
        unfinished.clear();
        Optional<Lease> taken = backend.leases().take(LEASE + self, People.LINGER);
        if (taken.isEmpty()) {
            return false;
        }
        var unused = backend.registry().claim(taken.get(), NODES, self, JsonBytes.of(Map.of()), null);
        lease = taken.get();
        renewed = now;
        long later = System.nanoTime() + LINGER_NANOS;
        if (everHeld) {
            lost = true;
            settledFrom = later;
        } else {
            newUntil = later;
        }
        everHeld = true;
        return true;
    }

    private Set<String> ofNodesGone() {
        if (holders.isEmpty()) {
            return new HashSet<>();
        }
        Set<Lease> alive = new HashSet<>();
        backend.registry().list(NODES).forEach(entry -> alive.add(entry.holder()));
        Set<String> gone = new HashSet<>();
        holders.forEach((project, theirs) -> {
            if (!alive.containsAll(theirs)) {
                gone.add(project);
            }
        });
        return gone;
    }

    private void tellAll() {
        untoldAgain.removeAll(untold);
        tellAll(untold, false);
        tellAll(untoldAgain, true);
    }

    private void tellAll(Set<String> projects, boolean again) {
        List<String> all = new ArrayList<>(projects);
        for (int from = 0; from < all.size(); from += MOST_TOLD_AT_ONCE) {
            List<String> some = List.copyOf(all.subList(from, Math.min(all.size(), from + MOST_TOLD_AT_ONCE)));
            if (!publish(new Notice(self, some, false, again))) {
                return;
            }
            projects.removeAll(Set.copyOf(some));
        }
    }

    private boolean publish(Notice notice) {
        return backend.live().publish(TOPIC, JsonBytes.of(notice).array());
    }

    private String name(Person person) {
        return self + ":" + FittingName.hash(person.key());
    }

    private static String space(String projectId) {
        return FittingName.of(PROJECT, projectId);
    }

    // The entries end with the lease: until then those who were here may have come to another node.
    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
        Lease held = lease;
        try {
            if (held != null && !backend.leases().renew(held, People.LINGER)) {
                LOG.atDebug().log("the others have forgotten this node already");
            }
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("the others forget this node a little earlier");
        }
    }

    private final class Ear implements LiveChannel.Listener {
        private final Consumer<Set<String>> stale;

        Ear(Consumer<Set<String>> stale) {
            this.stale = stale;
        }

        @Override
        public void onMessage(byte[] message) {
            Notice notice = JsonBytes.ofUtf8(message).asKnown(Notice.class);
            if (notice.from().equals(self)) {
                return;
            }
            asked |= notice.ask();
            if (!notice.again() && isNew) {
                news.addAll(notice.projects());
            }
            stale.accept(Set.copyOf(notice.projects()));
        }

        // Some may have been missed, in both directions.
        @Override
        public void onLoss() {
            unsure = true;
            unheard = true;
            asked = true;
            stale.accept(Set.copyOf(holders.keySet()));
        }
    }
}
