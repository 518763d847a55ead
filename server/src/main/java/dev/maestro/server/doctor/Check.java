package dev.maestro.server.doctor;

import java.util.List;

/** Looks at one thing; may take some seconds, and changes nothing. */
interface Check {
    /** Returns what it is about, in a word. */
    String name();

    /** Looks; finds at least one thing. */
    List<Finding> look();
}
