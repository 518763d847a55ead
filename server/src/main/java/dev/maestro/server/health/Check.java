package dev.maestro.server.health;

import java.util.List;
import java.util.function.Supplier;

/**
 * One thing that must be so.
 *
 * @param name what it is called, such as {@code store}
 * @param troubles finds out what is wrong with it, a sentence each, at most some seconds; empty when it is well
 */
public record Check(String name, Supplier<List<String>> troubles) {}
