package dev.maestro.server.bench;

/**
 * How a hub was at one moment, after a collection.
 *
 * @param life 1 before the restart, 2 after it
 * @param seconds since that life began
 * @param directBytes what the JVM has outside of the heap for buffers
 */
record SoakSample(
        int life, long seconds, long heapBytes, long rssBytes, long directBytes, int threads, int files, int sockets) {
    private static final long MEGABYTE = 1 << 20;

    /** Returns the head of the table of samples. */
    static String head() {
        return "life  seconds  sockets  heap MiB  RSS MiB  direct MiB  threads  files";
    }

    @Override
    public String toString() {
        return "%4d  %7d  %7d  %8.1f  %7d  %10.1f  %7d  %5d"
                .formatted(
                        life,
                        seconds,
                        sockets,
                        (double) heapBytes / MEGABYTE,
                        rssBytes / MEGABYTE,
                        (double) directBytes / MEGABYTE,
                        threads,
                        files);
    }
}
