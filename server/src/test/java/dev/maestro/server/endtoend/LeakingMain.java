package dev.maestro.server.endtoend;

import dev.maestro.server.Leaks;
import io.netty.buffer.ByteBufAllocator;

/** Loses a buffer, has it found, and ends. */
final class LeakingMain {
    private LeakingMain() {}

    public static void main(String[] args) {
        ByteBufAllocator.DEFAULT.directBuffer(16).touch("the buffer that is lost on purpose");
        System.out.println("lost " + Leaks.takeNew().size());
    }
}
