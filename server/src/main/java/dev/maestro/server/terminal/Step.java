package dev.maestro.server.terminal;

/** What a viewer's pump does next. */
sealed interface Step {
    Kind kind();

    enum Kind {
        /** Nothing, until it is woken. */
        IDLE,
        /** It is offered output. */
        OUTPUT,
        /** It is told something. */
        NOTICE,
        /** It is too far behind, and gets the screen. */
        RESYNC
    }

    /** Those without more to say. */
    record Plain(Kind kind) implements Step {}

    record Output(Chunk chunk) implements Step {
        @Override
        public Kind kind() {
            return Kind.OUTPUT;
        }
    }

    record Tell(Notice notice) implements Step {
        @Override
        public Kind kind() {
            return Kind.NOTICE;
        }
    }

    Step IDLE = new Plain(Kind.IDLE);
    Step RESYNC = new Plain(Kind.RESYNC);
}
