package dev.maestro.server.rest;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.domain.Expected;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions of documents as entity tags (RFC 9110, 8.8.3). */
final class Versions {
    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]{0,100})\"");
    private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final int LONGEST_HEADER = 1000;

    private Versions() {}

    static String etag(long version) {
        return "\"" + version + "\"";
    }

    /** Reads {@code If-Match}; a weak or foreign tag matches no version. */
    static Expected ifMatch(@Nullable String header) {
        if (header == null || header.trim().equals("*")) {
            return Expected.ANY;
        }
        return Expected.oneOf(versions(header, "If-Match", true));
    }

    /** Returns whether {@code If-None-Match} names the version. */
    static boolean has(@Nullable String header, long version) {
        if (header == null) {
            return false;
        }
        return header.trim().equals("*")
                || versions(header, "If-None-Match", false).contains(version);
    }

    private static Set<Long> versions(String header, String name, boolean strong) {
        Set<Long> versions = new HashSet<>();
        if (header.length() > LONGEST_HEADER) {
            throw HubException.invalid("", name + " is too long");
        }
        for (String part : header.split(",", -1)) {
            Matcher tag = TAG.matcher(part.trim());
            if (!tag.matches()) {
                throw HubException.invalid("", name + " must be a list of entity tags, such as \"3\"");
            }
            boolean counts = !strong || tag.group(1) == null;
            if (counts && VERSION.matcher(tag.group(2)).matches()) {
                versions.add(Long.parseLong(tag.group(2)));
            }
        }
        return versions;
    }
}
