package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.server.bench.client.Target;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is to be measured. Threads: immutable, as long as nobody changes the nodes. */
public sealed interface BenchPlan {
    /** What is measured. */
    enum Kind {
        FANOUT,
        LATENCY,
        CONNECT,
        TERMINAL
    }

    /** Returns what is measured. */
    Kind kind();

    /** Returns what all kinds are told. */
    Common common();

    /**
     * What all kinds are told.
     *
     * @param tokens of users, taken in turn; empty to come without
     * @param seconds how long is measured, 1 to 86400
     * @param warmupSeconds how long the same is done before, 0 to 3600
     * @param threads event loops of the sockets, 1 to 64
     * @param bounds what has to be kept
     * @param pid the server's process, if it runs on this machine and its processor time is to be told
     * @param projectId the project to work in; null to make one, and delete it at the end
     */
    record Common(
            Target target,
            List<String> tokens,
            int seconds,
            int warmupSeconds,
            int threads,
            Bounds bounds,
            OptionalLong pid,
            @Nullable String projectId) {
        private static final int MOST_SECONDS = 86_400;
        private static final int MOST_WARMUP_SECONDS = 3_600;
        private static final int MOST_THREADS = 64;

        /** Refuses what is out of range; messages name the flag. */
        public Common {
            tokens = List.copyOf(tokens);
            require("--seconds", seconds, 1, MOST_SECONDS);
            require("--warmup", warmupSeconds, 0, MOST_WARMUP_SECONDS);
            require("--threads", threads, 1, MOST_THREADS);
        }

        /** Returns the token of the socket of this number; null for none. */
        @Nullable
        String token(int index) {
            return tokens.isEmpty() ? null : tokens.get(index % tokens.size());
        }

        /** Shows no tokens. */
        @Override
        public String toString() {
            return "Common[target=" + target + ", tokens=" + tokens.size() + "]";
        }
    }

    /**
     * Many hear of each change.
     *
     * @param sockets who hear, 1 to 60000
     * @param rate changes a second
     * @param connectRate how many come in a second
     * @param lanes how many changes may be under way at once, each in an order of its own, 1 to 64
     * @param sizeBytes of the padding of each change
     * @param change what is changed, and who hears
     */
    record Fanout(Common common, int sockets, double rate, double connectRate, int lanes, int sizeBytes, Change change)
            implements BenchPlan {
        private static final int MOST_LANES = 64;
        private static final int MOST_BYTES = 60_000;

        /** Refuses what is out of range; messages name the flag. */
        public Fanout {
            requireSockets("--sockets", sockets);
            requireRate("--rate", rate);
            requireRate("--connect-rate", connectRate);
            require("--lanes", lanes, 1, MOST_LANES);
            require("--size", sizeBytes, 0, MOST_BYTES);
        }

        @Override
        public Kind kind() {
            return Kind.FANOUT;
        }
    }

    /** What is changed in a fan-out. */
    sealed interface Change {}

    /** A change of a hub's own, through its REST. */
    enum HubChange implements Change {
        /** A task is changed over and over; desktops on {@code /ui} hear {@code task:updated}. */
        TASK,
        /** Tasks are made; desktops on {@code /ui} hear {@code task:created}. */
        TASK_CREATE,
        /** Messages are written; {@code message_received} is heard on {@code /chat/{project}}. */
        CHAT
    }

    /**
     * An event that any Socket.IO server passes on.
     *
     * @param namespace where publishers and watchers are
     * @param auth what sockets say when they come; a token is added
     * @param join the event by which watchers ask to hear, acked; null when they hear at once
     * @param publish the event by which something is published
     * @param publishData its payload, in one text of which {@code %mark} stands, perhaps {@code %pad}
     * @param acked whether the server acks what is published
     * @param event what watchers hear
     */
    record PlainChange(
            String namespace,
            ObjectNode auth,
            @Nullable Emission join,
            String publish,
            String publishData,
            boolean acked,
            String event)
            implements Change {
        /** Refuses a payload without a mark. */
        public PlainChange {
            if (!publishData.contains("%mark")) {
                throw new IllegalArgumentException("--publish-data: %mark must stand in it");
            }
        }
    }

    /** An event to be sent, with its payload. */
    record Emission(String event, JsonNode data) {}

    /**
     * One asks, and is answered.
     *
     * @param sockets who ask, in turn
     * @param rate questions a second, of all together
     * @param namespace where they are
     * @param auth what they say when they come; a token is added
     * @param question what is asked, and acked
     */
    record Latency(
            Common common,
            int sockets,
            double rate,
            double connectRate,
            String namespace,
            ObjectNode auth,
            Emission question)
            implements BenchPlan {
        /** Refuses what is out of range; messages name the flag. */
        public Latency {
            requireSockets("--sockets", sockets);
            requireRate("--rate", rate);
            requireRate("--connect-rate", connectRate);
        }

        @Override
        public Kind kind() {
            return Kind.LATENCY;
        }
    }

    /**
     * Many come in, and stay until the last has come.
     *
     * @param rate how many begin to come in a second
     */
    record Connect(Common common, int sockets, double rate, String namespace, ObjectNode auth) implements BenchPlan {
        /** Refuses what is out of range; messages name the flag. */
        public Connect {
            requireSockets("--sockets", sockets);
            requireRate("--rate", rate);
        }

        @Override
        public Kind kind() {
            return Kind.CONNECT;
        }
    }

    /**
     * One terminal writes, and many watch.
     *
     * @param megabytesPerSecond what its owner writes
     * @param chunkBytes of one message of its
     * @param lossless whether viewers would rather have the owner slowed than skip
     */
    record Terminal(Common common, int viewers, double megabytesPerSecond, int chunkBytes, boolean lossless)
            implements BenchPlan {
        private static final double LEAST_RATE = 0.001;
        private static final double MOST_RATE = 1_000;
        private static final int LEAST_CHUNK = 256;
        private static final int MOST_CHUNK = 32 << 10;

        /** Refuses what is out of range; messages name the flag. */
        public Terminal {
            requireSockets("--viewers", viewers);
            if (!(megabytesPerSecond >= LEAST_RATE && megabytesPerSecond <= MOST_RATE)) {
                throw new IllegalArgumentException(
                        "--rate=" + megabytesPerSecond + ": must be 0.001 to 1000, in MB a second");
            }
            require("--chunk", chunkBytes, LEAST_CHUNK, MOST_CHUNK);
            if (common.tokens().isEmpty()) {
                throw new IllegalArgumentException("terminals are watched with a token only: give --token-file,"
                        + " --jwt-secret-file or --data-dir, or set MAESTRO_TOKEN");
            }
        }

        @Override
        public Kind kind() {
            return Kind.TERMINAL;
        }
    }

    private static void requireSockets(String flag, int sockets) {
        require(flag, sockets, 1, 60_000);
    }

    private static void require(String flag, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(flag + "=" + value + ": must be " + least + " to " + most);
        }
    }

    private static void requireRate(String flag, double rate) {
        if (!(rate >= 0.1 && rate <= 100_000)) {
            throw new IllegalArgumentException(flag + "=" + rate + ": must be 0.1 to 100000 a second");
        }
    }
}
