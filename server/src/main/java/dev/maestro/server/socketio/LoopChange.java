package dev.maestro.server.socketio;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a channel from one event loop to another. */
final class LoopChange {
    private static final Logger LOG = LoggerFactory.getLogger(LoopChange.class);

    private LoopChange() {}

    /**
     * Moves a channel; called on its loop, outside its handlers and with nothing waiting to be written.
     *
     * <p>Nothing is read on the way, nor after it until somebody turns reading on; what the handlers hold goes with
     * them. If the other loop is gone, the channel is closed.
     *
     * @param arrived runs on the other loop, where the channel now is
     */
    static void move(Channel channel, EventLoop to, Runnable arrived) {
        channel.config().setAutoRead(false);
        Unwatched.then(channel.deregister(), left -> {
            if (left.isSuccess()) {
                Unwatched.then(to.register(channel), registered -> {
                    if (registered.isSuccess()) {
                        arrived.run();
                    } else {
                        lost(channel, registered.cause());
                    }
                });
            } else {
                lost(channel, left.cause());
            }
        });
    }

    private static void lost(Channel channel, Throwable cause) {
        LOG.atDebug().setCause(cause).log("a connection was lost between two event loops");
        // The close needs no loop, and nobody there is left to hear of it.
        channel.unsafe().closeForcibly();
    }
}
