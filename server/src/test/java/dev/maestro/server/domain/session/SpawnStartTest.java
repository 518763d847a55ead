package dev.maestro.server.domain.session;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Services;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session starts when somebody registers its terminal. */
class SpawnStartTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();
    private final String session = hub.spawning
            .spawn(ANYONE, json("{'projectId':'" + project.id() + "'}"))
            .id();

    private String status() {
        return hub.session(session).status().wire();
    }

    private static void assertConflict(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HubException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(refusal.current()).isPresent();
        });
    }

    @Test
    void whoRegistersTheTerminalHasTakenTheOfferAndItDoesNotLapse() {
        assertThat(hub.namesOf(() -> hub.spawning.started(ANYONE, session, "desktop:1")))
                .containsExactly("session:updated", "agent:activity");
        assertThat(status()).isEqualTo("running");
        hub.clock.move(Duration.ofMinutes(5));
        assertThat(hub.offers.expireOverdue()).isZero();
        assertThat(status()).isEqualTo("running");
    }

    @Test
    void theClaimantStartsItAndNobodyElse() {
        hub.spawning.claim(ANYONE, session, "desktop:1");
        assertConflict(() -> hub.spawning.started(ANYONE, session, "desktop:2"));
        assertThat(status()).isEqualTo("spawning");
        hub.spawning.started(ANYONE, session, "desktop:1");
        assertThat(status()).isEqualTo("running");
    }

    @Test
    void itsOwnAgentHasStartedItWhoeverClaimedIt() {
        hub.spawning.claim(ANYONE, session, "desktop:1");
        hub.spawning.started(ANYONE, session, null);
        assertThat(status()).isEqualTo("running");
        assertThat(hub.namesOf(() -> hub.spawning.started(ANYONE, session, "desktop:1")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "idle", "needs_input"})
    void whatRunsAlreadyIsNotChanged(String status) {
        hub.patchSession(session, "{'status':'" + status + "'}");
        assertThat(hub.namesOf(() -> hub.spawning.started(ANYONE, session, "anybody")))
                .isEmpty();
        assertThat(status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "stopped"})
    void whatIsOverIsNotStarted(String status) {
        hub.patchSession(session, "{'status':'" + status + "'}");
        assertConflict(() -> hub.spawning.started(ANYONE, session, "anybody"));
        assertConflict(() -> hub.spawning.started(ANYONE, session, null));
    }

    @Test
    void ofManyThatClaimAndStartOneDoes() throws Exception {
        List<Object> results = Services.atOnce(8, i -> {
            hub.spawning.claim(ANYONE, session, "desktop-" + i);
            return hub.spawning.started(ANYONE, session, "desktop-" + i);
        });
        assertThat(results.stream().filter(Answer.class::isInstance)).hasSize(1);
        assertThat(status()).isEqualTo("running");
    }
}
