package dev.maestro.server.bench;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Callable;

/** Asks event loops for what is theirs. */
final class Loops {
    private Loops() {}

    /** Has the loop answer, and waits for it; one after the other, so what is added to is never added to by two at once. */
    static <T> T ask(EventExecutor loop, Callable<T> question) {
        return loop.submit(question).syncUninterruptibly().getNow();
    }
}
