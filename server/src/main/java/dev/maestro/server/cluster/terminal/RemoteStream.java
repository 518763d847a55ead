package dev.maestro.server.cluster.terminal;

import dev.maestro.server.cluster.MalformedBodyException;
import dev.maestro.server.terminal.TerminalViewer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a socket is shown a terminal of another node, for one turn of its {@link View}.
 *
 * <p>What comes is offered to the socket as fast as it takes it, and the other node is told how much that was; it sends no
 * more than {@link RemoteViewer#WINDOW_BYTES} beyond that. When something is missing, the stream is over and the view
 * begins another where it stands.
 *
 * <p>Threads: frames come from one thread at a time; the queue is of the socket's loop. Memory: a window, and a frame.
 */
final class RemoteStream {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteStream.class);
    private static final int TELL_BYTES = RemoteViewer.WINDOW_BYTES / 4;

    private final View view;
    private final int turn;
    private final long id;
    private final String node;
    private final TerminalViewer viewer;
    private final LongSupplier nanos;
    private final Consumer<RemoteStream> tell;
    private final long opened;

    // Of the loop.
    private final Deque<Frame.Numbered> queue = new ArrayDeque<>();
    private boolean waits;
    private boolean draining;
    private long toldBytes;

    /** How many frames have come; changed by the thread that brings them. */
    private volatile long received;

    private volatile long takenBytes;
    private volatile long acked = Wire.NONE;
    private volatile long heard;

    /**
     * Has nothing yet.
     *
     * @param tell has the other node told how far this has come; does not block
     */
    RemoteStream(
            View view,
            int turn,
            long id,
            String node,
            TerminalViewer viewer,
            LongSupplier nanos,
            Consumer<RemoteStream> tell) {
        this.view = view;
        this.turn = turn;
        this.id = id;
        this.node = node;
        this.viewer = viewer;
        this.nanos = nanos;
        this.tell = tell;
        this.opened = nanos.getAsLong();
        this.heard = opened;
    }

    long id() {
        return id;
    }

    String node() {
        return node;
    }

    /** Returns for how many nanoseconds nothing was heard of it. */
    long silence() {
        return nanos.getAsLong() - heard;
    }

    /** Returns whether it was opened so many nanoseconds ago, and nothing of it has come. */
    boolean startsNot(long since) {
        return received == 0 && nanos.getAsLong() - opened > since;
    }

    Wire.Taken taken() {
        return new Wire.Taken(id, received, takenBytes, acked, viewer.mayWrite());
    }

    void acked(long position) {
        acked = Math.max(acked, position);
        tell.accept(this);
    }

    /** Takes what came. */
    void arrived(Frame.Numbered frame) {
        heard = nanos.getAsLong();
        long expected = received + 1;
        if (frame.number() != expected || (expected == 1 && !frame.frame().isFirst())) {
            LOG.atDebug()
                    .addKeyValue("stream", id)
                    .addKeyValue("expected", expected)
                    .addKeyValue("came", frame.number())
                    .log("a part of a terminal's stream is missing");
            view.lost(turn);
            return;
        }
        received = expected;
        viewer.execute(() -> {
            queue.add(frame);
            drain();
        });
    }

    /** Takes word of how much was sent, at least: all that is here by now, or lost. */
    void sent(long frames) {
        heard = nanos.getAsLong();
        if (frames > received) {
            view.lost(turn);
        }
    }

    /** Something of it is missing, or its node is gone. */
    void lost() {
        view.lost(turn);
    }

    boolean isOver() {
        return !view.isIn(turn);
    }

    private void drain() {
        if (waits || draining) {
            return;
        }
        draining = true;
        try {
            Frame.Numbered next = queue.peek();
            while (next != null && !waits && goesOn()) {
                give(next);
                next = queue.peek();
            }
        } finally {
            draining = false;
        }
        if (takenBytes - toldBytes >= TELL_BYTES && view.isIn(turn)) {
            toldBytes = takenBytes;
            tell.accept(this);
        }
    }

    private boolean goesOn() {
        if (!view.isIn(turn)) {
            queue.clear();
            return false;
        }
        if (!view.watches()) {
            queue.clear();
            view.left();
            return false;
        }
        return true;
    }

    private void give(Frame.Numbered next) {
        switch (next.frame().type()) {
            case OUTPUT -> output(next, (Frame.Output) next.frame());
            case WATCHED ->
                large(next, () -> {
                    Frame.Start start = (Frame.Start) next.frame();
                    view.started(turn, start.watched(), start.lineage());
                });
            case EVENT -> {
                Frame.Event event = (Frame.Event) next.frame();
                if (event.name().equals(ViewerEvents.RESYNC)) {
                    large(next, () -> tell(event));
                } else {
                    done(next);
                    tell(event);
                }
            }
            case REFUSED -> {
                done(next);
                view.refused(turn, ((Frame.Refused) next.frame()).why());
            }
        }
    }

    private void output(Frame.Numbered next, Frame.Output output) {
        if (viewer.offer(output.packet(), output.to())) {
            done(next);
            view.took(turn, output.to());
        } else {
            whenWritable(() -> {});
        }
    }

    /** Gives what may be as large as much output: there has to be room for it. */
    private void large(Frame.Numbered next, Runnable give) {
        whenWritable(() -> {
            if (view.isIn(turn)) {
                done(next);
                give.run();
            }
        });
    }

    private void whenWritable(Runnable then) {
        waits = true;
        viewer.whenWritable(() -> {
            waits = false;
            then.run();
            drain();
        });
    }

    private void tell(Frame.Event event) {
        try {
            view.event(turn, event.name(), event.payload());
        } catch (IllegalStateException | MalformedBodyException e) {
            LOG.atWarn().addKeyValue("node", node).setCause(e).log("an event of another node is not understood");
            view.lost(turn);
        }
    }

    private void done(Frame.Numbered frame) {
        Frame.Numbered first = queue.poll();
        assert first == frame;
        takenBytes += frame.bytes();
    }
}
