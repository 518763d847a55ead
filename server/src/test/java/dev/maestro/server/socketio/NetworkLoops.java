package dev.maestro.server.socketio;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The two ways Netty waits for the network; the engine's tests run on both. */
enum NetworkLoops {
    EPOLL {
        @Override
        IoHandlerFactory factory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> channel() {
            return EpollServerSocketChannel.class;
        }
    },
    NIO {
        @Override
        IoHandlerFactory factory() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> channel() {
            return NioServerSocketChannel.class;
        }
    };

    abstract IoHandlerFactory factory();

    abstract Class<? extends ServerChannel> channel();

    EventLoopGroup group(int loops) {
        return new MultiThreadIoEventLoopGroup(loops, factory());
    }
}
