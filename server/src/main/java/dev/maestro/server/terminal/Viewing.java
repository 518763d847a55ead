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

    /** When it was last sent a request for the cursor's position. */
    private long asked;

    /** Which of the partial sequences it typed is being held. */
    private int holding;

    /** Whether its pump runs or will run by itself. */
    private boolean scheduled = true;

    private boolean resyncing;
    private boolean gone;

    Viewing(Terminal terminal, TerminalViewer viewer, boolean wantsAll, long cursor, boolean writer, long now) {
        this.terminal = terminal;
        this.viewer = viewer;
        this.wantsAll = wantsAll;
        this.cursor = cursor;
        this.writer = writer;
        this.progressed = now;
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
        viewer.execute(this::pump);
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
        if (viewer.offer(chunk.packet())) {
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
            viewer.leave(terminal.sessionId());
        }
        return !notice.last();
    }

    /** Decides what the pump does next. */
    Step next(OutputLog log, boolean mayWrite, boolean hurry) {
        writer = mayWrite;
        if (gone || (resyncing && !hurry)) {
            return idle();
        }
        if (cursor < log.start()) {
            if (!hurry) {
                resyncing = true;
                return Step.RESYNC;
            }
            cursor = log.end();
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

    void sent(Chunk chunk, long end, long now) {
        cursor = chunk.to();
        progressed = now;
        suspended &= cursor < end;
        if (chunk.questions() > 0) {
            filter.asked(chunk.questions());
            asked = now;
        }
    }

    /** Goes on after a screen was sent; returns whether its size is out of date. */
    boolean resynced(ViewStart start, Size size, long end, long now) {
        resyncing = false;
        scheduled = true;
        cursor = start.position();
        acked = acked == NOTHING ? NOTHING : cursor;
        progressed = now;
        suspended &= cursor < end;
        filter.forgetQuestions();
        notices.removeIf(notice -> notice.ofSize() && notice.position() <= cursor);
        return notices.stream().noneMatch(Notice::ofSize) && !size.equals(start.size());
    }

    /** Tells it something at a position; returns false if so much waits for it that it needs the screen instead. */
    boolean tellAt(Notice notice) {
        if (notices.size() >= MOST_NOTICES && !notice.last()) {
            notices.clear();
            cursor = NOTHING;
            return false;
        }
        notices.add(notice);
        return true;
    }

    /** Gives up what it was not sent. */
    void skipTo(long end) {
        cursor = end;
    }

    /** Takes word that its terminal has got somewhere; returns whether it can have been sent that. */
    boolean acked(long position, long now) {
        if (position < 0 || position > cursor) {
            return false;
        }
        acked = Math.max(acked, position);
        progressed = now;
        return true;
    }

    /** Returns by how much it lags, as far as the owner is slowed for it. */
    long lag(long end) {
        return wantsAll && writer && !suspended && !gone && cursor >= 0 ? end - cursor : 0;
    }

    /** More is there now; if it had everything, its time begins. */
    void grows(long end, long now) {
        if (cursor >= end) {
            progressed = now;
        }
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
