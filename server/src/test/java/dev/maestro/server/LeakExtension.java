package dev.maestro.server;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test class after which something of Netty's turns out to be lost; JUnit finds it by itself.
 *
 * <p>What a class lost is found after its own end, unless something still held it then: the next class to look fails
 * for that. The records say where it was made.
 */
public final class LeakExtension implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        if (isNested(context)) {
            return;
        }
        List<String> lost = Leaks.takeNew();
        if (!lost.isEmpty()) {
            throw new AssertionError(
                    context.getDisplayName() + " lost " + lost.size() + ":\n" + String.join("\n", lost));
        }
    }

    private static boolean isNested(ExtensionContext context) {
        return context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
    }
}
