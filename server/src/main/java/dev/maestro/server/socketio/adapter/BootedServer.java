package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The library's server, with event loops that stop without its quiet times of two seconds each.
 *
 * <p>Threads: started and stopped by one thread.
 */
final class BootedServer extends SocketIOServer {
    private static final long QUIET_MILLIS = 50;
    private static final long LONGEST_MILLIS = 5_000;

    private @Nullable EventLoopGroup acceptors;
    private @Nullable EventLoopGroup workers;

    BootedServer(Configuration configuration) {
        super(configuration);
    }

    /** The one place where the library shows the event loops it made. */
    @Override
    protected void applyConnectionOptions(ServerBootstrap bootstrap) {
        super.applyConnectionOptions(bootstrap);
        acceptors = bootstrap.config().group();
        workers = bootstrap.config().childGroup();
    }

    /** Stops, also after a start that failed; does nothing if there was none. */
    @Override
    public void stop() {
        if (acceptors == null || workers == null) {
            return;
        }
        shutDown(acceptors);
        shutDown(workers);
        super.stop();
    }

    private static void shutDown(EventLoopGroup group) {
        // Nobody watches: the library's stop, which comes next, waits for the same end.
        var unused = group.shutdownGracefully(QUIET_MILLIS, LONGEST_MILLIS, TimeUnit.MILLISECONDS);
    }
}
