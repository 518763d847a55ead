package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.audit.AuditReads;
import dev.maestro.server.domain.settings.SettingsService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;
import java.util.function.LongFunction;

/** {@code /api/admin}: for those who run the hub. */
public final class AdminResource implements Resource {
    private static final String CONFIG = "/api/admin/config";

    private final AuditReads audit;
    private final SettingsService settings;
    private final LongFunction<JsonBytes> samples;

    /**
     * Makes the resource.
     *
     * @param samples returns how this node was doing after a moment, in epoch milliseconds
     */
    public AdminResource(AuditReads audit, SettingsService settings, LongFunction<JsonBytes> samples) {
        this.audit = audit;
        this.settings = settings;
        this.samples = samples;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(
                        "/api/admin/audit",
                        Operation.of(Tag.ADMIN, "listAudit", "List what was done, the latest first")
                                .by(Who.ADMIN)
                                .asked(
                                        Parameter.text("userId", "Only what this user did."),
                                        Parameter.text("action", "Only this action."))
                                .list(AuditEntry.class),
                        this::list)
                .get(
                        "/api/admin/samples",
                        Operation.of(Tag.ADMIN, "readSamples", "Read how the node that answers did in the last hour")
                                .by(Who.ADMIN)
                                .asked(Parameter.moment("since", "Only what was taken later, epoch milliseconds."))
                                .answers(Answers.Samples.class, "The samples, the oldest first."),
                        this::samples)
                .get(
                        CONFIG,
                        Operation.of(Tag.ADMIN, "readConfig", "Read the settings that can be changed now")
                                .by(Who.ADMIN)
                                .changed(Answers.Settings.class),
                        this::read)
                .patch(
                        CONFIG,
                        Operation.of(Tag.ADMIN, "changeConfig", "Change settings, all or none")
                                .by(Who.ADMIN)
                                .takes("SettingChanges", SettingsService.CHANGE, null)
                                .matching()
                                .changed(Answers.Settings.class),
                        this::change);
    }

    private void list(Exchange x) {
        Caller unused = admin(x);
        x.list(audit.list(x.query("userId"), x.query("action"), x.page()));
    }

    private void samples(Exchange x) {
        Caller unused = admin(x);
        x.json(200, samples.apply(x.moment("since").orElse(0)));
    }

    private void read(Exchange x) {
        Caller unused = admin(x);
        x.answer(settings.read());
    }

    private void change(Exchange x) {
        Caller caller = admin(x);
        x.answer(settings.patch(caller, x.payload(), x.expected()));
    }

    private static Caller admin(Exchange x) {
        AgentRule.refuse(x.caller(), "run the hub");
        if (!x.principal().may(Permission.ADMIN)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "The permission admin is required");
        }
        return x.caller();
    }
}
