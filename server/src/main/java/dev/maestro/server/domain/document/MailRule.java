package dev.maestro.server.domain.document;

import dev.maestro.protocol.model.Mail;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Caller;

/** Whose mail an agent may read: that to or from its own session. Everybody else reads all of a project. */
public final class MailRule {
    private MailRule() {}

    /** Returns whether the caller, who sees the project, may read this mail. */
    public static boolean mayRead(Caller caller, StoredDocument stored) {
        return caller.agent()
                .map(own -> isOf(own, stored.body().asKnown(Mail.class)))
                .orElse(true);
    }

    private static boolean isOf(String sessionId, Mail mail) {
        return sessionId.equals(mail.toSessionId()) || sessionId.equals(mail.fromSessionId());
    }
}
