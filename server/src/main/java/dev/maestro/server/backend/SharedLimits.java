package dev.maestro.server.backend;

import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;

/** Refuses what is over the limits of what nodes share; every backend asks here. */
public final class SharedLimits {
    private SharedLimits() {}

    /** Refuses a lease that cannot be. */
    public static void checkLease(String name, Duration time) {
        checkLength("name of a lease", name, Leases.MAX_NAME_LENGTH);
        checkTime(time);
    }

    /** Refuses a lease's time that is under 1 ms. */
    public static void checkTime(Duration time) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException("a lease of " + time + ", at least 1 ms");
        }
    }

    /** Refuses a name that no entry can have. */
    public static void checkEntry(String space, String name) {
        checkSpace(space);
        checkLength("name of an entry", name, Registry.MAX_NAME_LENGTH);
    }

    /** Refuses an entry that cannot be. */
    public static void checkEntry(String space, String name, JsonBytes value) {
        checkEntry(space, name);
        if (value.lengthBytes() > Registry.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "value is " + value.lengthBytes() + " bytes, at most " + Registry.MAX_VALUE_BYTES);
        }
    }

    /** Refuses a space that cannot be. */
    public static void checkSpace(String space) {
        checkLength("space", space, Registry.MAX_NAME_LENGTH);
    }

    /** Refuses a topic that nobody can listen to. */
    public static void checkTopic(String topic) {
        checkLength("topic", topic, LiveChannel.MAX_TOPIC_LENGTH);
    }

    /** Refuses a message that cannot be sent. */
    public static void checkMessage(String topic, byte[] message) {
        checkTopic(topic);
        if (message.length > LiveChannel.MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "message is " + message.length + " bytes, at most " + LiveChannel.MAX_MESSAGE_BYTES);
        }
    }

    private static void checkLength(String what, String text, int max) {
        if (text.length() > max) {
            throw new IllegalArgumentException(what + " is " + text.length() + " characters, at most " + max);
        }
    }
}
