package dev.maestro.server.portal;

import java.util.regex.Pattern;

/**
 * A command of a project.
 *
 * @param command without a slash
 */
record CommandName(String projectId, String command) {
    private static final Pattern WORD = Pattern.compile("[a-z0-9_-]{1,64}");

    /** Returns whether there can be a command of that name. */
    static boolean isOne(String command) {
        return WORD.matcher(command).matches();
    }
}
