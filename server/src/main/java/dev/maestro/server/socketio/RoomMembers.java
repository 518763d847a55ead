package dev.maestro.server.socketio;

import java.util.ArrayList;
import java.util.List;

/** The sockets of one room on one event loop, in no order that anybody may count on. */
@EventLoopConfined
final class RoomMembers {
    private final String name;
    private final ArrayList<Membership> members = new ArrayList<>(4);

    RoomMembers(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Membership add(Socket socket, long joinedAt) {
        Membership membership = new Membership(this, socket, joinedAt, members.size());
        members.add(membership);
        return membership;
    }

    void remove(Membership gone) {
        Membership last = members.remove(members.size() - 1);
        if (last != gone) {
            members.set(gone.index(), last);
            last.moveTo(gone.index());
        }
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Returns the members; not to be held while somebody joins or leaves. */
    List<Membership> members() {
        return members;
    }
}
