package dev.maestro.server.rest;

import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.domain.mail.MailWaits;
import java.time.Duration;

/** {@code /api/mail}. */
public final class MailResource implements Resource {
    private static final String ALL = "/api/mail";
    private static final String ONE = ALL + "/{id}";
    private static final int LONGEST_WAIT_MILLIS = (int) MailWaits.LONGEST.toMillis();

    private final MailService mail;
    private final MailWaits waits;

    public MailResource(MailService mail, MailWaits waits) {
        this.mail = mail;
        this.waits = waits;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(ALL + "/wait", this::await, "sessionId", "after", "timeout")
                .get(ALL, this::list, "projectId", "sessionId", "limit", "cursor")
                .post(ALL, x -> x.answer(mail.send(x.caller(), x.payload()), ALL))
                .get(ONE, x -> x.document(mail.get(x.caller(), x.path("id"))))
                .delete(ONE, x -> x.answer(mail.delete(x.caller(), x.path("id"), x.expected())));
    }

    private void list(Exchange x) {
        x.list(mail.list(
                x.caller(),
                x.query("projectId").orElse(null),
                x.query("sessionId").orElse(null),
                x.page()));
    }

    private void await(Exchange x) {
        int millis = x.number("timeout", 0, LONGEST_WAIT_MILLIS, LONGEST_WAIT_MILLIS);
        x.later(waits.await(x.caller(), x.requiredQuery("sessionId"), x.query("after"), Duration.ofMillis(millis)));
    }
}
