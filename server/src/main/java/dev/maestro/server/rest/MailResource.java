package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.Mail;
import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.domain.mail.MailWaits;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;
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
        routes.get(
                        ALL + "/wait",
                        Operation.of(Tag.MAIL, "waitForMail", "Wait for mail to a session")
                                .by(Who.OWN_SESSION)
                                .asked(
                                        Parameter.text("sessionId", "The session it is addressed to.")
                                                .needed(),
                                        Parameter.text("after", "The id of the last mail that was had."),
                                        Parameter.number(
                                                "timeout",
                                                0,
                                                LONGEST_WAIT_MILLIS,
                                                LONGEST_WAIT_MILLIS,
                                                "How long to wait when there is none, in milliseconds."))
                                .all(Mail.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::await)
                .get(
                        ALL,
                        Operation.of(Tag.MAIL, "listMail", "List mail")
                                .by(Who.OWN_SESSION)
                                .asked(
                                        Parameter.text("projectId", "Only that of this project."),
                                        Parameter.text("sessionId", "Only that to this session."))
                                .list(Mail.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::list)
                .post(
                        ALL,
                        Operation.of(Tag.MAIL, "sendMail", "Send mail to a session")
                                .takes("NewMail", MailService.SENDING, Mail.class)
                                .created(Mail.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(mail.send(x.caller(), x.payload()), ALL))
                .get(
                        ONE,
                        Operation.of(Tag.MAIL, "readMail", "Read a piece of mail")
                                .by(Who.OWN_SESSION)
                                .document(Mail.class),
                        x -> x.document(mail.get(x.caller(), x.path("id"))))
                .delete(
                        ONE,
                        Operation.of(Tag.MAIL, "deleteMail", "Delete a piece of mail")
                                .by(Who.OWN_SESSION)
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(mail.delete(x.caller(), x.path("id"), x.expected())));
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
