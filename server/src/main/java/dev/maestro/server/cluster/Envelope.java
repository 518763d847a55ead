package dev.maestro.server.cluster;

/**
 * One message between nodes, or a part of one that is too large for the channel.
 *
 * @param from the sending node
 * @param number of an ask and its answer; of other messages, what tells the parts of one from those of another
 * @param part from 0 on
 * @param parts how many there are
 * @param kind what it is about; empty for answers and refusals
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record Envelope(Type type, String from, long number, int part, int parts, String kind, byte[] body) {
    /** What a message of one version means is never changed; another is dropped by who does not know it. */
    private static final int VERSION = 1;

    private static final Type[] TYPES = Type.values();

    enum Type {
        TELL,
        ASK,
        ANSWER,
        REFUSAL
    }

    byte[] encode(byte[] whole, int at, int length) {
        return new BodyWriter()
                .number(VERSION)
                .number(type.ordinal())
                .text(from)
                .number(number)
                .number(part)
                .number(parts)
                .text(kind)
                .rest(whole, at, length)
                .bytes();
    }

    /** Reads a message; {@link MalformedBodyException} for what is none, or is of another version. */
    static Envelope decode(byte[] message) {
        BodyReader in = new BodyReader(message);
        long version = in.number();
        if (version != VERSION) {
            throw new MalformedBodyException("version " + version + " is not known");
        }
        long type = in.number();
        if (type < 0 || type >= TYPES.length) {
            throw new MalformedBodyException("type " + type + " is not known");
        }
        String from = in.text();
        long number = in.number();
        long part = in.number();
        long parts = in.number();
        if (part < 0 || part >= parts || parts > Peers.MOST_PARTS) {
            throw new MalformedBodyException("part " + part + " of " + parts);
        }
        return new Envelope(TYPES[(int) type], from, number, (int) part, (int) parts, in.text(), in.rest());
    }

    Envelope withBody(byte[] whole) {
        return new Envelope(type, from, number, 0, 1, kind, whole);
    }

    /** Shows nothing of what is said. */
    @Override
    public String toString() {
        return "Envelope[" + type + " " + kind + " from " + from + ", " + body.length + " bytes]";
    }
}
