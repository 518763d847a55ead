package dev.maestro.server.cluster.terminal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.cluster.BodyReader;
import dev.maestro.server.cluster.BodyWriter;
import dev.maestro.server.cluster.MalformedBodyException;
import dev.maestro.server.terminal.HandedOver;
import dev.maestro.server.terminal.Lineage;
import dev.maestro.server.terminal.Watched;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other of terminals. Spec: docs/protocol/terminal.md, "Many nodes". */
final class Wire {
    static final String WATCH = "terminal.watch";
    static final String UNWATCH = "terminal.unwatch";
    static final String FRAME = "terminal.frame";
    static final String TAKEN = "terminal.taken";
    static final String SENT = "terminal.sent";
    static final String OVER = "terminal.over";
    static final String INPUT = "terminal.input";
    static final String RESIZE = "terminal.resize";
    static final String REPLY = "terminal.reply";
    static final String HAND_OVER = "terminal.hand-over";
    static final String HAS = "terminal.has";
    static final String HAS_NOT = "terminal.has-not";

    static final long NONE = -1;

    private Wire() {}

    /**
     * A viewer's node asks for a stream.
     *
     * @param stream the viewer's node's number for it
     * @param since null for a viewer that has nothing
     * @param lineage what that counts; null for not known
     * @param name what other viewers know its user by
     */
    record Watch(
            long stream,
            String sessionId,
            String socketId,
            @Nullable Long since,
            boolean lossless,
            boolean mayWrite,
            @Nullable Lineage lineage,
            String name) {
        /** What somebody is known by whose node does not say. */
        private static final String NO_NAME = "somebody";

        byte[] bytes() {
            BodyWriter out = new BodyWriter()
                    .number(stream)
                    .text(sessionId)
                    .text(socketId)
                    .number(since == null ? NONE : since)
                    .flag(lossless)
                    .flag(mayWrite)
                    .flag(lineage != null);
            return (lineage == null ? out : Wire.lineage(out, lineage))
                    .text(name)
                    .bytes();
        }

        static Watch of(byte[] body) {
            BodyReader in = new BodyReader(body);
            long stream = in.number();
            String sessionId = in.text();
            String socketId = in.text();
            long since = in.number();
            boolean lossless = in.flag();
            boolean mayWrite = in.flag();
            Lineage lineage = in.flag() ? Wire.lineage(in) : null;
            String name = in.atEnd() ? NO_NAME : in.text();
            return new Watch(stream, sessionId, socketId, since < 0 ? null : since, lossless, mayWrite, lineage, name);
        }
    }

    /** How far a viewer's node has come in a stream. */
    record Taken(long stream, long received, long takenBytes, long acked, boolean mayWrite) {
        static byte[] bytes(List<Taken> all) {
            BodyWriter out = new BodyWriter().number(all.size());
            for (Taken one : all) {
                out.number(one.stream).number(one.received).number(one.takenBytes);
                out.number(one.acked).flag(one.mayWrite);
            }
            return out.bytes();
        }

        static List<Taken> of(byte[] body) {
            BodyReader in = new BodyReader(body);
            int count = in.count();
            List<Taken> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(new Taken(in.number(), in.number(), in.number(), in.number(), in.flag()));
            }
            return all;
        }
    }

    /** How much an owner's node has sent in a stream. */
    record Sent(long stream, long frames) {
        static byte[] bytes(List<Sent> all) {
            BodyWriter out = new BodyWriter().number(all.size());
            all.forEach(one -> out.number(one.stream).number(one.frames));
            return out.bytes();
        }

        static List<Sent> of(byte[] body) {
            BodyReader in = new BodyReader(body);
            int count = in.count();
            List<Sent> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(new Sent(in.number(), in.number()));
            }
            return all;
        }
    }

    /** What a viewer types, or the size it wants; cols is 0 for what it types. */
    record Typed(long stream, String sessionId, boolean mayWrite, String input, int cols, int rows) {
        /** Returns it as said to the node that sends that stream. */
        byte[] bytes(long stream) {
            return new BodyWriter()
                    .number(stream)
                    .text(sessionId)
                    .flag(mayWrite)
                    .text(input)
                    .number(cols)
                    .number(rows)
                    .bytes();
        }

        static Typed of(byte[] body) {
            BodyReader in = new BodyReader(body);
            return new Typed(in.number(), in.text(), in.flag(), in.text(), (int) in.number(), (int) in.number());
        }
    }

    /**
     * A node asks for a terminal whose owner has come to it.
     *
     * @param socketId the owner's
     */
    record Wanted(Lease by, RegisterTerminal asked, String projectId, String principal, String socketId) {
        byte[] bytes() {
            Long position = asked.position();
            return new BodyWriter()
                    .text(by.name())
                    .number(by.token())
                    .text(asked.ptyId())
                    .text(asked.sessionId())
                    .number(asked.cols())
                    .number(asked.rows())
                    .flag(asked.takeover())
                    .number(position == null ? NONE : position)
                    .text(projectId)
                    .text(principal)
                    .text(socketId)
                    .bytes();
        }

        static Wanted of(byte[] body) {
            BodyReader in = new BodyReader(body);
            Lease by = new Lease(in.text(), in.number());
            String ptyId = in.text();
            String sessionId = in.text();
            int cols = (int) in.number();
            int rows = (int) in.number();
            boolean takeover = in.flag();
            long position = in.number();
            RegisterTerminal asked =
                    new RegisterTerminal(ptyId, sessionId, cols, rows, takeover, position < 0 ? null : position, null);
            return new Wanted(by, asked, in.text(), in.text(), in.text());
        }
    }

    /** Answers {@link Wanted}: the terminal, or nothing where there is none that goes on. */
    static byte[] bytes(@Nullable HandedOver handed) {
        BodyWriter out = new BodyWriter().flag(handed != null);
        if (handed != null) {
            out.text(handed.screen()).number(handed.screenAt()).flag(handed.truncated());
            out.block(handed.ring()).number(handed.ringFrom());
            out.number(handed.cols()).number(handed.rows()).number(handed.createdAt());
            lineage(out, handed.lineage());
        }
        return out.bytes();
    }

    static @Nullable HandedOver handedOver(byte[] body) {
        BodyReader in = new BodyReader(body);
        if (!in.flag()) {
            return null;
        }
        try {
            return new HandedOver(
                    in.text(),
                    in.number(),
                    in.flag(),
                    in.block(),
                    in.number(),
                    (int) in.number(),
                    (int) in.number(),
                    in.number(),
                    lineage(in));
        } catch (IllegalArgumentException e) {
            throw new MalformedBodyException("a terminal that was handed over cannot be", e);
        }
    }

    @CanIgnoreReturnValue
    static BodyWriter lineage(BodyWriter out, Lineage lineage) {
        return out.text(lineage.pty()).text(lineage.count());
    }

    static Lineage lineage(BodyReader in) {
        return new Lineage(in.text(), in.text());
    }

    /** Writes what a viewer starts from, and what its positions count. */
    static byte[] start(BodyWriter out, Watched watched, Lineage lineage) {
        out.number(watched.cols())
                .number(watched.rows())
                .text(watched.scrollback())
                .number(watched.position())
                .flag(watched.truncated())
                .flag(watched.writable())
                .text(watched.title())
                .flag(watched.connected());
        return lineage(out, lineage)
                .maybe(watched.controller())
                .flag(watched.mine())
                .bytes();
    }

    static Frame.Start start(BodyReader in) {
        int cols = (int) in.number();
        int rows = (int) in.number();
        String scrollback = in.text();
        long position = in.number();
        boolean truncated = in.flag();
        boolean writable = in.flag();
        String title = in.text();
        boolean connected = in.flag();
        Lineage lineage = lineage(in);
        boolean saysWho = !in.atEnd();
        String controller = saysWho ? in.maybe() : null;
        boolean mine = saysWho && in.flag();
        return new Frame.Start(
                new Watched(cols, rows, scrollback, position, truncated, writable, title, connected, controller, mine),
                lineage);
    }
}
