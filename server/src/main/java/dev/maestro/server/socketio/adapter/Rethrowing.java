package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.listener.ExceptionListenerAdapter;
import java.util.List;

/** Lets what listeners throw through the library's catch blocks, to the one place that answers and logs it. */
final class Rethrowing extends ExceptionListenerAdapter {
    @Override
    public void onEventException(Exception e, List<Object> args, SocketIOClient client) {
        throw unchecked(e);
    }

    @Override
    public void onDisconnectException(Exception e, SocketIOClient client) {
        throw unchecked(e);
    }

    @Override
    public void onConnectException(Exception e, SocketIOClient client) {
        throw unchecked(e);
    }

    @Override
    public void onAuthException(Throwable e, SocketIOClient client) {
        throw unchecked(e);
    }

    private static RuntimeException unchecked(Throwable failure) {
        // The annotation scanner wraps what a method throws.
        Throwable cause =
                failure instanceof com.corundumstudio.socketio.handler.SocketIOException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }
}
