package dev.maestro.server.rest;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client would rather have, or takes, by its {@code Accept} headers (RFC 9110, 12.5). */
final class Accepted {
    private static final Pattern WEIGHT = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)");

    private Accepted() {}

    /** Returns whether a page is wanted rather than plain text; who takes either is no browser. */
    static boolean prefersHtml(String accept) {
        return weight(accept, List.of("*/*", "text/*", "text/html"))
                > weight(accept, List.of("*/*", "text/*", "text/plain"));
    }

    /** Returns whether {@code Accept-Encoding} takes gzip. */
    static boolean takesGzip(String acceptEncoding) {
        return weight(acceptEncoding, List.of("*", "gzip")) > 0;
    }

    /** Returns the weight of the range that is the last of those asked for, 0 when none is there. */
    private static double weight(String accept, List<String> ranges) {
        int exactest = -1;
        double weight = 0;
        for (String part : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            int exactness = ranges.indexOf(part.split(";", 2)[0].trim());
            if (exactness > exactest) {
                exactest = exactness;
                Matcher stated = WEIGHT.matcher(part);
                weight = stated.find() ? Double.parseDouble(stated.group(1)) : 1;
            }
        }
        return weight;
    }
}
