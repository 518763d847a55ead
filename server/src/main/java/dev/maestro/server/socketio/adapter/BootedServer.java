package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The library's server with our pipeline, and with event loops that stop without its quiet times of two seconds each.
 *
 * <p>The library makes its own pipeline with the server, and a timer with it that only {@link #stop} after a start ends:
 * so a server is made to be started at once, and no second pipeline of the library's is ever made.
 *
 * <p>Threads: started and stopped by one thread.
 */
final class BootedServer extends SocketIOServer {
    private static final long QUIET_MILLIS = 50;
    private static final long LONGEST_MILLIS = 5_000;

    private final ChannelInitializer<Channel> pipeline;
    private @Nullable ServerBootstrap booted;
    private @Nullable EventLoopGroup acceptors;
    private @Nullable EventLoopGroup workers;

    /**
     * Makes a server that is not started.
     *
     * @param pipeline fills the pipeline of each connection, in place of the library's, which no connection ever meets
     */
    BootedServer(Configuration configuration, ChannelInitializer<Channel> pipeline) {
        super(configuration);
        this.pipeline = pipeline;
    }

    /** The one place where the library shows what it made of the bootstrap, its event loops among it. */
    @Override
    protected void applyConnectionOptions(ServerBootstrap bootstrap) {
        super.applyConnectionOptions(bootstrap);
        bootstrap.childHandler(pipeline);
        booted = bootstrap;
        acceptors = bootstrap.config().group();
        workers = bootstrap.config().childGroup();
    }

    /**
     * Listens at a further address, with the same pipeline on the same event loops; after {@link #startAsync}.
     *
     * @return done once it does; its channel is the caller's to close
     */
    ChannelFuture bind(InetSocketAddress address) {
        if (booted == null) {
            throw new IllegalStateException("the server was not started");
        }
        return booted.bind(address);
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
