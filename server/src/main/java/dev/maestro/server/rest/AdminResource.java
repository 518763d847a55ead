package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.audit.AuditReads;
import dev.maestro.server.domain.settings.SettingsService;
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
        routes.get("/api/admin/audit", this::list, "userId", "action", "limit", "cursor")
                .get("/api/admin/samples", this::samples, "since")
                .get(CONFIG, this::read)
                .patch(CONFIG, this::change);
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
