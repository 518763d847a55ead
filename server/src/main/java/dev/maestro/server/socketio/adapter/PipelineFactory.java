package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.SocketIOChannelInitializer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;

/**
 * Fills pipelines with our handlers in place of the library's.
 *
 * <p>The library's own are made when the server starts, because only then its {@code stop} ends the timer that its
 * constructor made; no connection ever meets them.
 */
final class PipelineFactory extends SocketIOChannelInitializer {
    private final Consumer<ChannelPipeline> fill;

    PipelineFactory(Consumer<ChannelPipeline> fill) {
        this.fill = fill;
    }

    @Override
    protected void initChannel(Channel channel) {
        fill.accept(channel.pipeline());
    }
}
