package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.audit.AuditLog;
import dev.maestro.server.domain.document.Tags;
import dev.maestro.server.limit.Guesses;
import dev.maestro.server.limit.MovableNanos;
import dev.maestro.server.limit.Rate;
import dev.maestro.server.measure.Outcomes;
import dev.maestro.server.rest.RequestWatch;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is worth an entry, of whom, and how it is kept: docs/operating.md, "Audit". */
class AuditTrailTest {
    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
    private static final int A_MINUTE = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final Services services = new Services();

    private final MovableNanos time = new MovableNanos();
    private AuditLog log;
    private AuditTrail trail;

    @BeforeEach
    void open() {
        log = AuditLog.start(services.backend, Duration.ofDays(30), 100_000, services.clock);
        trail = new AuditTrail(log, pace(), pace(), new Outcomes());
    }

    @AfterEach
    void close() throws InterruptedException {
        log.close();
    }

    @Test
    void whatIsRareOrRefusedIsKeptApartFromChangesThatWentWell() {
        trail.loggedIn(visit(), user("ann"));
        trail.refused(visit(), null, HubException.of(ErrorCode.UNAUTHENTICATED, "Invalid authentication token"));
        asked("POST", "/api/tasks", null, user("ann"));
        asked("PATCH", "/api/tasks/1", ErrorCode.NOT_FOUND, user("ann"));
        asked("PATCH", "/api/admin/config", null, user("ann"));

        assertThat(kept("usual")).extracting(AuditEntry::resource).containsExactly("/api/tasks");
        assertThat(kept("apart"))
                .extracting(AuditEntry::resource)
                .containsExactly("/ui", "/ui", "/api/tasks/1", "/api/admin/config");
    }

    @Test
    void whoFailsWithoutEndPushesOutNobodyElse() {
        for (int i = 0; i < 50; i++) {
            asked("POST", "/api/tasks", ErrorCode.INVALID, user("bob"));
            trail.loggedIn(visit(), user("eve"));
        }
        asked("POST", "/api/tasks", ErrorCode.FORBIDDEN, user("ann"));

        List<AuditEntry> apart = kept("apart");
        assertThat(apart)
                .extracting(AuditEntry::userId)
                .containsOnly("bob", "eve", "ann")
                .hasSize(2 * A_MINUTE + 1);
        assertThat(kept("usual")).as("nothing is left out").hasSize(2 * (50 - A_MINUTE));
    }

    @Test
    void noUserCanBeTakenForSomebodyElse() {
        List<String> names = List.of("ann", "local", "lo\u0000cal", "anonymous", "hub", " hub", "sess_1", "user:local");
        names.forEach(name -> asked("POST", "/api/tasks", null, user(name)));
        asked("POST", "/api/tasks", null, Principal.LOCAL);
        asked("POST", "/api/tasks", null, Principal.agent("sess_1", "p"));

        assertThat(kept("usual"))
                .extracting(AuditEntry::userId)
                .containsExactly(
                        "ann",
                        "user:local",
                        "user:local",
                        "user:anonymous",
                        "user:hub",
                        "user: hub",
                        "user:sess_1",
                        "user:user:local",
                        "local",
                        "sess_1");
    }

    private Guesses pace() {
        return new Guesses(Rate.of(A_MINUTE, Duration.ofMinutes(1), A_MINUTE), time);
    }

    private void asked(String method, String path, @Nullable ErrorCode refusal, Principal principal) {
        trail.answered(new RequestWatch.Asked(method, path, refusal, null, principal, ADDRESS, null));
    }

    private static LoginWatch.Visit visit() {
        return new LoginWatch.Visit(ADDRESS, null, "/ui");
    }

    private static Principal user(String id) {
        return new Principal(Principal.Kind.USER, id, null, ProjectAccess.ALL, Permission.usual(), null);
    }

    /** What is kept is kept in order: once the last is, all are. */
    private List<AuditEntry> kept(String retention) {
        String last = "last of " + retention;
        asked("POST", "/api/last", null, user(last));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (stored("usual").stream().noneMatch(entry -> entry.userId().equals(last))) {
            assertThat(System.nanoTime()).as("never kept").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return stored(retention).stream()
                .filter(entry -> !entry.resource().equals("/api/last"))
                .toList();
    }

    private List<AuditEntry> stored(String retention) {
        return services
                .backend
                .list(new DocumentQuery(DocumentKind.AUDIT_ENTRY, null, Set.of(Tags.retention(retention)), null, 1_000))
                .documents()
                .stream()
                .map(document -> document.body().as(AuditEntry.class))
                .toList();
    }
}
