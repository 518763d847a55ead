package dev.maestro.server.rest;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code Accept} says a client would rather have (RFC 9110, 12.5.1). */
final class Accepted {
    private static final Pattern WEIGHT = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)");

    private Accepted() {}

    /** Returns whether a page is wanted rather than plain text; who takes either is no browser. */
    static boolean prefersHtml(String accept) {
        return weight(accept, "text/html") > weight(accept, "text/plain");
    }

    /** Returns the weight of the range that names the type most exactly, 0 when none does. */
    private static double weight(String accept, String type) {
        List<String> ranges = List.of("*/*", "text/*", type);
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
