package dev.maestro.server.bench;

/** Is told how far a run has come, some times a second. */
public interface Progress {
    /** Shows nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void show(String phase, double share, String detail) {}

        @Override
        public void end() {}
    };

    /**
     * @param phase what is being done
     * @param share how much of it is done, 0 to 1
     * @param detail a few words more
     */
    void show(String phase, double share, String detail);

    /** Nothing more comes: what was shown is cleared away. */
    void end();
}
