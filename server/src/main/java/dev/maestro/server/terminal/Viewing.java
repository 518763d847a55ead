package dev.maestro.server.terminal;

import dev.maestro.server.terminal.sequence.AnswerFilter;
import dev.maestro.server.terminal.sequence.Typed;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A viewer and how far it has come in a terminal's output.
 *
 * <p>It is pumped on its own loop: offered one chunk after the other while its connection takes them, and again when it
 * takes more. Who falls out of the ring gets the screen and goes on from there.
 *
 * <p>Threads: fields are guarded by the terminal's lock; {@link #pump} is of the viewer's loop.
 */
final class Viewing {
    private static final int NOTHING = -1;
    private static final int MOST_UNACKED = 256 * 1_024;
    private static final int MOST_NOTICES = 32;
    private static final int STEPS_A_TURN = 16;

    /** By how much one has to get on that is not to count as stuck. */
    private static final int PROGRESS_BYTES = 16 * 1_024;

    private final Terminal terminal;
    private final TerminalViewer viewer;
    private final boolean wantsAll;
    private final AnswerFilter filter = new AnswerFilter();
    private final Deque<Notice> notices = new ArrayDeque<>();

    private long cursor;
    private long acked = NOTHING;
    private boolean writer;

    /** Whether its right to slow the owner is lost until it has caught up, and when it last got on. */
    private boolean suspended;

    private long progressed;
    private long progressedTo;

    /** Whether so many notices waited for it that it needs the screen instead. */
    private boolean needsScreen;

    /** Whether it goes without what its connection does not take at once. */
    private boolean hurried;

    /** When it was last sent a request for the cursor's position. */
    private long asked;

    /** Which of the partial sequences it typed is being held. */
    private int holding;

    /** Whether its pump runs or will run by itself. */
    private boolean scheduled = true;

    private boolean resyncing;
    private boolean gone;

    /** Who types, and what of that it was told: only the latest is ever sent. */
    private Control control = Control.NOBODY;

    private Control controlTold = Control.NOBODY;

    Viewing(Terminal terminal, TerminalViewer viewer, boolean wantsAll, long cursor, boolean writer, long now) {
        this.terminal = terminal;
        this.viewer = viewer;
        this.wantsAll = wantsAll;
        this.cursor = cursor;
        this.writer = writer;
        this.progressed = now;
        this.progressedTo = cursor;
    }

    boolean isOf(String socketId) {
        return viewer.socketId().equals(socketId);
    }

    /** Returns whether it may type now, and may still watch. */
    boolean writes() {
        return viewer.mayWrite() && viewer.watches(terminal.sessionId());
    }

    TerminalViewer viewer() {
        return viewer;
    }

    AnswerFilter filter() {
        return filter;
    }

    /** Sends what there is, as far as the connection takes it. Of the loop. */
    void pump() {
        for (int i = 0; i < STEPS_A_TURN; i++) {
            if (!viewer.watches(terminal.sessionId())) {
                terminal.drop(this);
                return;
            }
            if (!step(terminal.next(this, viewer.mayWrite()))) {
                return;
            }
        }
        // Not now, so that its loop comes to others.
        terminal.pumpSoon(this);
    }

    private boolean step(Step step) {
        return switch (step.kind()) {
            case IDLE -> false;
            case OUTPUT -> offer(((Step.Output) step).chunk());
            case NOTICE -> tell(((Step.Tell) step).notice());
            case RESYNC -> {
                viewer.whenWritable(() -> terminal.resync(this));
                yield false;
            }
        };
    }

    private boolean offer(Chunk chunk) {
        if (viewer.offer(chunk.packet(), chunk.to())) {
            terminal.sent(this, chunk);
            return true;
        }
        if (terminal.skipsRest(this)) {
            return true;
        }
        viewer.whenWritable(this::pump);
        return false;
    }

    private boolean tell(Notice notice) {
        viewer.send(notice.event(), notice.payload());
        if (notice.last()) {
            terminal.leaves(viewer);
        }
        return !notice.last();
    }

    /** Decides what the pump does next. */
    Step next(OutputLog log, boolean mayWrite) {
        writer = mayWrite;
        if (gone || (resyncing && !hurried)) {
            return idle();
        }
        if (needsScreen || cursor < log.start()) {
            if (!hurried) {
                return resyncOrIdle();
            }
            needsScreen = false;
            cursor = log.end();
        }
        if (!control.equals(controlTold)) {
            controlTold();
            return new Step.Tell(new Notice(
                    cursor, TerminalEvents.CONTROLLER, TerminalEvents.controller(terminal.sessionId(), control)));
        }
        Notice notice = notices.peek();
        if (notice != null && notice.position() <= cursor) {
            notices.remove();
            return new Step.Tell(notice);
        }
        long limit = acked == NOTHING ? log.released() : Math.min(log.released(), acked + MOST_UNACKED);
        limit = notice == null ? limit : Math.min(limit, notice.position());
        if (limit > cursor) {
            Chunk chunk = log.chunk(cursor, limit);
            if (chunk.lengthBytes() > 0) {
                return new Step.Output(chunk);
            }
        }
        return idle();
    }

    /** Notes who types; returns whether it has to be told. */
    boolean controlled(Control now) {
        control = now;
        return !control.equals(controlTold);
    }

    void controlTold() {
        controlTold = control;
    }

    /** Returns whether it could type when that was looked at last. */
    boolean wrote() {
        return writer;
    }

    private Step resyncOrIdle() {
        if (acked != NOTHING && cursor - acked >= MOST_UNACKED) {
            // A screen is no way around its acks.
            return idle();
        }
        resyncing = true;
        return Step.RESYNC;
    }

    private Step idle() {
        scheduled = false;
        return Step.IDLE;
    }

    /** Returns whether the pump has to be run: it does not run yet and may have something to do. */
    boolean wake() {
        if (scheduled || resyncing || gone) {
            return false;
        }
        scheduled = true;
        return true;
    }

    void sent(Chunk chunk, long released, long end, long now) {
        cursor = chunk.to();
        if (cursor >= released || cursor - progressedTo >= PROGRESS_BYTES) {
            progress(now);
        }
        suspended &= cursor < end;
        if (chunk.questions() > 0) {
            filter.asked(chunk.questions());
            asked = now;
        }
    }

    private void progress(long now) {
        progressed = now;
        progressedTo = cursor;
    }

    /** Goes on after a screen was sent; returns whether its size is out of date. */
    boolean resynced(ViewStart start, Size size, long end, long now) {
        resyncing = false;
        needsScreen = false;
        scheduled = true;
        // What it owes acks for it goes on owing, until it says that it has come past the screen.
        long owed = cursor - acked;
        cursor = start.position();
        acked = acked == NOTHING ? NOTHING : Math.max(0, cursor - owed);
        progress(now);
        suspended &= cursor < end;
        filter.forgetQuestions();
        notices.removeIf(notice -> notice.ofSize() && notice.position() <= cursor);
        return notices.stream().noneMatch(Notice::ofSize) && !size.equals(start.size());
    }

    /** Tells it something at a position; returns false if so much waits for it that it needs the screen instead. */
    boolean tellAt(Notice notice) {
        Notice before = notices.peekLast();
        if (before != null && before.replacedBy(notice)) {
            notices.removeLast();
        }
        if (notices.size() >= MOST_NOTICES && !notice.last()) {
            notices.clear();
            needsScreen = true;
            return false;
        }
        notices.add(notice);
        return true;
    }

    /** The screen it was to be sent could not be made: its pump has to be run again. */
    void failed() {
        resyncing = false;
        scheduled = false;
    }

    /** Has it go without the rest, if it does not get on; returns whether it does from now on. */
    boolean hurry() {
        boolean first = !hurried;
        hurried = true;
        return first;
    }

    /** Gives up what it was not sent, if it has to hurry; returns whether it has. */
    boolean skipsTo(long end) {
        if (hurried) {
            cursor = end;
        }
        return hurried;
    }

    /** Takes word that its terminal has got somewhere; returns whether it can have been sent that. */
    boolean acked(long position) {
        if (position < 0 || position > cursor) {
            return false;
        }
        acked = Math.max(acked, position);
        return true;
    }

    /** Returns by how much it lags, as far as the owner is slowed for it. */
    long lag(long end) {
        return wantsAll && writer && !suspended && !gone && !needsScreen ? end - cursor : 0;
    }

    /** More is there now; if it had everything, its time begins. */
    void grows(long released, long now) {
        if (cursor >= released) {
            progress(now);
        }
    }

    /** Returns after how many nanoseconds it will have got on by nothing for that long; not above 0 if it has. */
    long stuckAfter(long now, long nanos) {
        return progressed + nanos - now;
    }

    /** Takes its right to slow the owner, if it has not got on for that long. */
    void suspendIfStuck(long now, long nanos) {
        suspended |= now - progressed >= nanos;
    }

    /** Takes what its terminal sends; returns what of it was typed. */
    Typed type(String input, boolean focusReports, long now) {
        if (now - asked > Terminal.STUCK.toNanos()) {
            // A terminal that has not answered by now never will, and what looks like an answer is a key.
            filter.forgetQuestions();
        }
        return filter.filter(input, focusReports);
    }

    /** A partial sequence is held from now on; returns which. */
    int holdsNew() {
        return ++holding;
    }

    int holding() {
        return holding;
    }

    boolean gone() {
        return gone;
    }

    void go() {
        gone = true;
    }
}
