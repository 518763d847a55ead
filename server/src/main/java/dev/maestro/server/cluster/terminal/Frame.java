package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.server.cluster.BodyReader;
import dev.maestro.server.cluster.BodyWriter;
import dev.maestro.server.cluster.MalformedBodyException;
import dev.maestro.server.terminal.Lineage;
import dev.maestro.server.terminal.Watched;
import java.util.Locale;

/** One thing a viewer of another node is sent: numbered, so that whoever gets the next one knows that one is missing. */
sealed interface Frame {
    Type type();

    /** Returns whether a stream may begin with it. */
    default boolean isFirst() {
        return type() == Type.WATCHED || type() == Type.REFUSED;
    }

    enum Type {
        WATCHED,
        REFUSED,
        OUTPUT,
        EVENT
    }

    Type[] TYPES = Type.values();

    /** What it starts from. */
    record Start(Watched watched, Lineage lineage) implements Frame {
        @Override
        public Type type() {
            return Type.WATCHED;
        }
    }

    /** It is shown nothing. */
    record Refused(HubException why) implements Frame {
        @Override
        public Type type() {
            return Type.REFUSED;
        }
    }

    /** A {@code terminal:output}, and the position after it. */
    record Output(EncodedPacket packet, long to) implements Frame {
        @Override
        public Type type() {
            return Type.OUTPUT;
        }
    }

    record Event(String name, JsonBytes payload) implements Frame {
        @Override
        public Type type() {
            return Type.EVENT;
        }
    }

    /**
     * A frame on its way.
     *
     * @param number from 1 on
     * @param bytes how large it is
     */
    record Numbered(long stream, long number, Frame frame, int bytes) {}

    static byte[] encode(long stream, long number, Frame frame) {
        BodyWriter out = new BodyWriter()
                .number(stream)
                .number(number)
                .number(frame.type().ordinal());
        return switch (frame.type()) {
            case WATCHED -> {
                Start start = (Start) frame;
                yield Wire.start(out, start.watched(), start.lineage());
            }
            case REFUSED -> {
                HubException why = ((Refused) frame).why();
                yield out.text(why.code().wire()).text(why.getMessage()).bytes();
            }
            case OUTPUT -> {
                Output output = (Output) frame;
                yield out.number(output.to()).block(output.packet().text()).bytes();
            }
            case EVENT -> {
                Event event = (Event) frame;
                yield out.text(event.name()).block(event.payload().array()).bytes();
            }
        };
    }

    static Numbered decode(byte[] body) {
        BodyReader in = new BodyReader(body);
        long stream = in.number();
        long number = in.number();
        long type = in.number();
        if (type < 0 || type >= TYPES.length) {
            throw new MalformedBodyException("frame type " + type + " is not known");
        }
        Frame frame =
                switch (TYPES[(int) type]) {
                    case WATCHED -> Wire.start(in);
                    case REFUSED -> new Refused(refusal(in));
                    case OUTPUT -> output(in);
                    case EVENT -> new Event(in.text(), JsonBytes.ofUtf8(in.block()));
                };
        return new Numbered(stream, number, frame, body.length);
    }

    private static Output output(BodyReader in) {
        long to = in.number();
        return new Output(EncodedPacket.ofText(in.block()), to);
    }

    private static HubException refusal(BodyReader in) {
        String code = in.text();
        String message = in.text();
        try {
            return HubException.of(ErrorCode.valueOf(code.toUpperCase(Locale.ROOT)), message);
        } catch (IllegalArgumentException e) {
            throw new MalformedBodyException("the code of a refusal is not known", e);
        }
    }
}
