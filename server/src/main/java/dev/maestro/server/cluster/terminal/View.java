package dev.maestro.server.cluster.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.terminal.Lineage;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.TerminalSummary;
import dev.maestro.server.terminal.TerminalViewer;
import dev.maestro.server.terminal.Watched;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket of this node that watches a terminal, wherever that is, and goes on watching when it moves.
 *
 * <p>States: <em>trying</em> to be shown it; <em>shown</em> it, from here or from another node; <em>waiting</em> for
 * somebody to have it; <em>over</em>. Each time it tries is a <em>turn</em>: what comes of an earlier one is dropped. It
 * goes on where it stands, so the client sees at most a resync in between.
 *
 * <p>Threads: thread-safe; what it is shown comes on the socket's loop. Its lock is a leaf; nobody is called under it.
 */
final class View {
    private enum State {
        TRYING,
        SHOWN,
        WAITING,
        OVER
    }

    /** What a client waits for that asked to watch. */
    private record Client(
            @Nullable Long since, Consumer<Watched> answer, Consumer<HubException> refused, long askedAt) {}

    private final Views views;
    private final TerminalViewer viewer;
    private final String sessionId;

    @GuardedBy("this")
    private int turn;

    @GuardedBy("this")
    private State state = State.TRYING;

    @GuardedBy("this")
    private boolean lossless;

    @GuardedBy("this")
    private @Nullable Client client;

    /** Where it is shown the terminal from; null for here, or nowhere. */
    @GuardedBy("this")
    private @Nullable RemoteStream stream;

    /** Who showed it last, and may know how it ended. */
    @GuardedBy("this")
    private @Nullable String lastNode;

    @GuardedBy("this")
    private boolean askedLast;

    @GuardedBy("this")
    private int tries;

    // What the client knows.
    @GuardedBy("this")
    private long reached;

    /** What that counts; null for not known. */
    @GuardedBy("this")
    private @Nullable Lineage lineage;

    /** Whether it asks for everything again, since where it stands was no help. */
    @GuardedBy("this")
    private boolean anew;

    @GuardedBy("this")
    private int cols;

    @GuardedBy("this")
    private int rows;

    @GuardedBy("this")
    private boolean connected;

    @GuardedBy("this")
    private @Nullable String controller;

    @GuardedBy("this")
    private boolean mine;

    /** What was typed while it tries. */
    @GuardedBy("this")
    private final HeldKeys held = new HeldKeys();

    /** How much of what was typed was not passed on yet. */
    private final AtomicInteger passing = new AtomicInteger();

    View(Views views, TerminalViewer viewer, String sessionId) {
        this.views = views;
        this.viewer = viewer;
        this.sessionId = sessionId;
    }

    TerminalViewer viewer() {
        return viewer;
    }

    String sessionId() {
        return sessionId;
    }

    boolean watches() {
        return viewer.watches(sessionId);
    }

    synchronized boolean isIn(int asked) {
        return turn == asked && state != State.OVER;
    }

    /** Returns whether it is shown a terminal of this node. */
    synchronized boolean isLocal() {
        return state == State.SHOWN && stream == null;
    }

    synchronized @Nullable RemoteStream stream() {
        return stream;
    }

    synchronized boolean isWaiting() {
        return state == State.WAITING;
    }

    private synchronized int nextTurn(State next) {
        turn++;
        tries = 0;
        state = next;
        return turn;
    }

    /**
     * The client asks; may take a moment, and answers later.
     *
     * @return false if this is over, and nothing is done
     */
    boolean begin(WatchTerminal asked, Consumer<Watched> answer, Consumer<HubException> refused) {
        int mine;
        Client before;
        synchronized (this) {
            if (state == State.OVER) {
                return false;
            }
            before = client;
            anew = false;
            client = new Client(asked.since(), answer, refused, views.now());
            lossless = asked.lossless();
            mine = nextTurn(State.TRYING);
            stream = null;
        }
        if (before != null) {
            before.refused().accept(HubException.of(ErrorCode.CONFLICT, "you have asked to watch this terminal again"));
        }
        attach(mine);
        return true;
    }

    /** Has it shown by whoever has it now; not for event loops. */
    void attach(int mine) {
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
        }
        if (views.isHere(sessionId)) {
            showHere(mine);
            return;
        }
        Place place = views.place(sessionId);
        String last = lastAsked();
        if (place != null && place.orphaned()) {
            await(mine, place.note().summary());
        } else if (place != null && !views.isSelf(place.node())) {
            showFrom(mine, place.node());
        } else if (place != null) {
            // This node is about to have it.
            tryLater(mine);
        } else if (last != null) {
            showFrom(mine, last);
        } else {
            end(mine);
        }
    }

    /** Returns the node that showed it last if that is up, once. */
    private synchronized @Nullable String lastAsked() {
        String last = lastNode;
        if (askedLast || last == null || !views.lives(last)) {
            return null;
        }
        return last;
    }

    private void showHere(int mine) {
        WatchTerminal asked;
        Lineage known;
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
            known = lineage;
            stream = null;
            lastNode = null;
            asked = new WatchTerminal(sessionId, since(), lossless);
        }
        try {
            views.local()
                    .watch(
                            new LocalStream(this, mine, viewer),
                            asked,
                            known,
                            (watched, counted) -> started(mine, watched, counted),
                            why -> refused(mine, why));
        } catch (HubException e) {
            refused(mine, e);
        }
    }

    private void showFrom(int mine, String node) {
        RemoteStream next = views.newStream(this, mine, node);
        boolean unlisted = views.place(sessionId) == null;
        boolean mayWrite = viewer.mayWrite();
        Wire.Watch asked;
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
            stream = next;
            askedLast = unlisted && node.equals(lastNode);
            lastNode = node;
            asked = new Wire.Watch(
                    next.id(), sessionId, viewer.socketId(), since(), lossless, mayWrite, lineage, viewer.name());
        }
        views.open(next, asked);
    }

    @GuardedBy("this")
    private @Nullable Long since() {
        Client waiting = client;
        if (waiting != null) {
            return waiting.since();
        }
        return anew ? null : Long.valueOf(reached);
    }

    /** Nobody has it, but its owner may come back to some node. */
    private void await(int mine, TerminalSummary known) {
        viewer.execute(() -> {
            boolean mayWrite = viewer.mayWrite();
            Client waiting;
            boolean tell;
            boolean tellControl;
            Watched nothing;
            List<Keys> refused;
            synchronized (this) {
                if (!isIn(mine)) {
                    return;
                }
                state = State.WAITING;
                stream = null;
                refused = held.takeAll();
                waiting = client;
                client = null;
                tell = waiting == null && connected;
                connected = false;
                tellControl = waiting == null && controller != null;
                controller = null;
                this.mine = false;
                nothing = nothing(waiting, known, mayWrite);
                if (waiting != null) {
                    know(nothing);
                }
            }
            views.waits(this);
            settle(refused, Keys::ownerGone);
            if (waiting != null) {
                waiting.answer().accept(nothing);
            } else if (tell) {
                viewer.send(ViewerEvents.OWNER, ViewerEvents.owner(sessionId, false));
            }
            if (tellControl) {
                viewer.send(ViewerEvents.CONTROLLER, ViewerEvents.controller(sessionId, null, false));
            }
        });
    }

    private static Watched nothing(@Nullable Client waiting, TerminalSummary known, boolean mayWrite) {
        Long since = waiting == null ? null : waiting.since();
        return new Watched(
                known.cols(),
                known.rows(),
                "",
                since == null ? 0 : since,
                since == null && known.position() > 0,
                mayWrite,
                known.title(),
                false,
                null,
                false);
    }

    @GuardedBy("this")
    private void know(Watched watched) {
        reached = watched.position();
        cols = watched.cols();
        rows = watched.rows();
        connected = watched.connected();
        controller = watched.controller();
        mine = watched.mine();
    }

    /** It is shown from here on. Of the loop. */
    void started(int mine, Watched watched, Lineage counted) {
        if (isOdd(mine, watched)) {
            lost(mine);
            return;
        }
        Client waiting;
        boolean goesOn;
        boolean sameSize;
        boolean sameOwner;
        boolean sameControl;
        boolean another;
        List<Keys> late;
        List<Keys> typed;
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
            another = lineage != null && !counted.goesOnFrom(lineage);
            lineage = counted;
            anew = false;
            waiting = client;
            client = null;
            state = State.SHOWN;
            tries = 0;
            goesOn = watched.scrollback().isEmpty() && !watched.truncated() && watched.position() == reached;
            sameSize = watched.cols() == cols && watched.rows() == rows;
            sameOwner = watched.connected() == connected;
            sameControl = Objects.equals(watched.controller(), controller) && watched.mine() == this.mine;
            know(watched);
            late = held.takeOlder(views.now(), Views.PATIENCE_NANOS);
            typed = held.takeAll();
        }
        if (waiting != null) {
            waiting.answer().accept(watched);
        } else if (!goesOn) {
            viewer.send(ViewerEvents.RESYNC, ViewerEvents.resync(sessionId, watched));
        } else if (!sameSize) {
            viewer.send(ViewerEvents.RESIZED, ViewerEvents.resized(sessionId, watched.cols(), watched.rows()));
        }
        if (waiting == null && !sameOwner) {
            viewer.send(ViewerEvents.OWNER, ViewerEvents.owner(sessionId, watched.connected()));
        }
        if (waiting == null && !sameControl) {
            viewer.send(
                    ViewerEvents.CONTROLLER, ViewerEvents.controller(sessionId, watched.controller(), watched.mine()));
        }
        settle(late, Keys::tooLate);
        settle(typed, another ? Keys::gone : this::pass);
    }

    /** Returns whether it begins elsewhere than asked, and with nothing: then everything is asked for again, once. */
    private synchronized boolean isOdd(int mine, Watched watched) {
        boolean odd = isIn(mine)
                && client == null
                && !anew
                && watched.scrollback().isEmpty()
                && !watched.truncated()
                && watched.position() != reached;
        anew |= odd;
        return odd;
    }

    /** Does something with what was held. */
    private void settle(List<Keys> typed, Consumer<Keys> how) {
        for (Keys keys : typed) {
            try {
                how.accept(keys);
            } finally {
                passing.decrementAndGet();
            }
        }
    }

    /** Output was taken up to a position. Of the loop. */
    synchronized void took(int mine, long to) {
        if (turn == mine) {
            reached = to;
        }
    }

    /** Tells the client something of the terminal. Of the loop. */
    void event(int mine, String name, JsonBytes payload) {
        boolean last = name.equals(ViewerEvents.EXIT);
        if (last && payload.tree().path("reason").asText().equals(TerminalService.MOVED)) {
            lost(mine);
            return;
        }
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
            note(name, payload);
            if (last) {
                turn++;
                state = State.OVER;
            }
        }
        viewer.send(name, payload);
        if (last) {
            views.remove(this);
            viewer.leave(sessionId);
        }
    }

    @GuardedBy("this")
    private void note(String name, JsonBytes payload) {
        if (name.equals(ViewerEvents.EXIT)) {
            return;
        }
        JsonNode fields = payload.tree();
        if (name.equals(ViewerEvents.OWNER)) {
            connected = fields.path("connected").asBoolean();
            return;
        }
        if (name.equals(ViewerEvents.CONTROLLER)) {
            controller = fields.path("controller").textValue();
            mine = fields.path("mine").asBoolean();
            return;
        }
        cols = fields.path("cols").asInt();
        rows = fields.path("rows").asInt();
        if (name.equals(ViewerEvents.RESYNC)) {
            reached = fields.path("position").asLong();
        }
    }

    /** What it is shown from is there no more, or something is missing: it goes on where it stands. */
    void lost(int mine) {
        int next;
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
            askedLast = false;
            stream = null;
            next = nextTurn(State.TRYING);
        }
        views.onPool(() -> attach(next));
    }

    /** It is not shown it where it asked. */
    void refused(int mine, HubException why) {
        boolean wasLast;
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
            wasLast = askedLast;
            stream = null;
        }
        if (!watches()) {
            left();
        } else if (wasLast && why.code() == ErrorCode.NOT_FOUND) {
            end(mine);
        } else {
            tryLater(mine);
        }
    }

    private void tryLater(int mine) {
        Client waiting;
        int next;
        int tried;
        synchronized (this) {
            if (!isIn(mine)) {
                return;
            }
            waiting = client;
            tried = tries + 1;
            next = nextTurn(State.TRYING);
            tries = tried;
        }
        if (waiting != null && views.now() - waiting.askedAt() > Views.PATIENCE_NANOS) {
            refuse(next, HubException.of(ErrorCode.UNAVAILABLE, "the terminal's node cannot be reached now"));
        } else {
            views.later(tried, () -> views.onPool(() -> attach(next)));
        }
    }

    private void refuse(int mine, HubException why) {
        finish(mine, waiting -> {
            if (waiting != null) {
                waiting.refused().accept(why);
            }
        });
    }

    /** Nobody has it, and nobody will. */
    private void end(int mine) {
        finish(mine, waiting -> {
            if (waiting != null) {
                waiting.refused().accept(HubException.of(ErrorCode.NOT_FOUND, "Terminal session not found"));
            } else {
                viewer.send(ViewerEvents.EXIT, ViewerEvents.ended(sessionId, "owner_disconnected"));
            }
        });
    }

    /** Somebody has ended what nobody has. */
    void endWaiting(String reason) {
        int mine;
        synchronized (this) {
            if (state != State.WAITING) {
                return;
            }
            mine = turn;
        }
        finish(mine, waiting -> viewer.send(ViewerEvents.EXIT, ViewerEvents.ended(sessionId, reason)));
    }

    private void finish(int mine, Consumer<@Nullable Client> say) {
        viewer.execute(() -> {
            Client waiting;
            List<Keys> typed;
            synchronized (this) {
                if (!isIn(mine)) {
                    return;
                }
                turn++;
                state = State.OVER;
                waiting = client;
                client = null;
                typed = held.takeAll();
            }
            views.remove(this);
            settle(typed, Keys::ownerGone);
            say.accept(waiting);
            viewer.leave(sessionId);
        });
    }

    /** The socket watches no more. */
    void left() {
        RemoteStream was;
        Client waiting;
        List<Keys> typed;
        synchronized (this) {
            if (state == State.OVER) {
                return;
            }
            was = stream;
            stream = null;
            waiting = client;
            client = null;
            turn++;
            state = State.OVER;
            typed = held.takeAll();
        }
        views.remove(this);
        if (was != null) {
            views.close(was);
        }
        views.local().unwatch(viewer.socketId(), sessionId);
        settle(typed, Keys::notWatching);
        if (waiting != null) {
            waiting.refused().accept(HubException.of(ErrorCode.NOT_FOUND, "Terminal session not found"));
        }
    }

    /** Something may be otherwise where the terminal is. */
    void look() {
        int mine;
        synchronized (this) {
            if (state != State.WAITING) {
                return;
            }
            mine = nextTurn(State.TRYING);
        }
        views.onPool(() -> attach(mine));
    }

    /** Looks whether it is shown what it should be; each second. */
    void beat() {
        RemoteStream now;
        int mine;
        boolean trying;
        List<Keys> late;
        synchronized (this) {
            now = stream;
            mine = turn;
            trying = state == State.TRYING;
            late = held.takeOlder(views.now(), Views.PATIENCE_NANOS);
        }
        settle(late, Keys::tooLate);
        if (!watches()) {
            left();
        } else if (now == null) {
            look();
        } else if (!views.lives(now.node())
                || now.silence() > (trying ? Views.START_NANOS : Views.SILENCE_NANOS)
                || now.startsNot(Views.PATIENCE_NANOS)) {
            lost(mine);
        }
    }

    /** Returns whether something that was typed before is on its way still. */
    boolean passes() {
        return passing.get() > 0;
    }

    /** Passes on what was typed, after what was typed before. */
    void type(Keys keys) {
        passing.incrementAndGet();
        viewer.execute(() -> {
            if (!holds(keys)) {
                settle(List.of(keys), this::pass);
            }
        });
    }

    private synchronized boolean holds(Keys keys) {
        return state == State.TRYING && held.add(keys, views.now());
    }

    /** Takes word of how far the client's terminal has got. */
    void ack(long position) {
        RemoteStream to;
        synchronized (this) {
            if (position < 0 || position > reached) {
                throw HubException.invalid("/position", "position is " + position + ", which was not sent yet");
            }
            to = stream;
        }
        if (to != null) {
            to.acked(position);
        }
    }

    private void pass(Keys keys) {
        RemoteStream to;
        State now;
        synchronized (this) {
            to = stream;
            now = state;
        }
        if (now == State.OVER || !watches()) {
            keys.notWatching();
        } else if (!viewer.mayWrite()) {
            // It may have lost the right to since it typed.
            keys.mayNot();
        } else if (now == State.SHOWN && to != null) {
            views.ask(to, keys);
        } else if (now == State.SHOWN) {
            keys.here();
        } else {
            keys.ownerGone();
        }
    }
}
