package dev.maestro.server.socketio;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Netty calls whose futures need nobody to watch them.
 *
 * <p>A write with a void promise that fails is handed to {@code exceptionCaught}; a close cannot fail in a way that
 * leaves anything to do; a task of ours lets nothing out but a fault, which Netty logs.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Unwatched {
    private Unwatched() {}

    static void write(ChannelHandlerContext ctx, Object message) {
        ctx.write(message, ctx.voidPromise());
    }

    static void writeAndFlush(ChannelHandlerContext ctx, Object message) {
        ctx.writeAndFlush(message, ctx.voidPromise());
    }

    static void then(ChannelFuture future, ChannelFutureListener listener) {
        future.addListener(listener);
    }

    static void writeAndThen(ChannelHandlerContext ctx, Object message, ChannelFutureListener listener) {
        ctx.writeAndFlush(message).addListener(listener);
    }

    static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    /** Says that nothing more comes from here, and goes on reading. */
    static void endOutput(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    static void schedule(EventExecutor executor, long delay, TimeUnit unit, Runnable task) {
        executor.schedule(task, delay, unit);
    }

    /** Ends a future as a stage ends. */
    static <T> void forward(CompletionStage<T> stage, CompletableFuture<T> future) {
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                future.complete(value);
            } else {
                future.completeExceptionally(failure);
            }
        });
    }
}
