package dev.maestro.server.drain;

/** Those who are connected, as a drain lets them go. None of these waits for a client. */
public interface Departing {
    /** Takes in no clients any more; those that are here are served on. */
    void refuse();

    /** Tells everybody that the hub stops, each to come back after another while. */
    void announce();

    /** Returns whether there is another hub that what goes on here can go on at. */
    boolean goesOnElsewhere();

    /** Returns how many are connected. */
    int present();

    /** Closes so many more, none of whom is an agent or owns a terminal; each is told why. */
    void letGo(int most);

    /** Returns how many are connected who are neither; whoever {@link #letGo} has not looked at yet counts as one of them. */
    int ordinary();

    /** Gives terminals up: to other hubs, or their viewers are told of the end. */
    void giveTerminalsUp();

    /** Closes all who are left; each is told why. */
    void letGoAll();
}
