package dev.maestro.server.socketio;

/** That a socket is in a room; knows its own place, so that leaving a large room costs no search. */
@EventLoopConfined
final class Membership {
    private final RoomMembers room;
    private final Socket socket;
    private final long joinedAt;
    private int index;

    Membership(RoomMembers room, Socket socket, long joinedAt, int index) {
        this.room = room;
        this.socket = socket;
        this.joinedAt = joinedAt;
        this.index = index;
    }

    /** Returns the room; its name may be read from any thread. */
    RoomMembers room() {
        return room;
    }

    Socket socket() {
        return socket;
    }

    /** Returns the sequence of the last broadcast the socket cannot have got by this membership; from any thread. */
    long joinedAt() {
        return joinedAt;
    }

    int index() {
        return index;
    }

    void moveTo(int newIndex) {
        index = newIndex;
    }
}
