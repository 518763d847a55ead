package dev.maestro.server.domain.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.ConfigType;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.config.LogLevel;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsServiceTest {
    @RegisterExtension
    final Services services = new Services();

    private final HubConfig started =
            ConfigLoader.load(null, Map.of(), Map.of("log-level", "warn")).config();
    private final List<HubConfig> applied = new ArrayList<>();
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final SettingsWatch watch = new SettingsWatch(services.backend, started, applied::add, reader);
    private final SettingsService settings = new SettingsService(services.commits, started, watch::catchUp);

    @AfterEach
    void stop() {
        reader.shutdownNow();
    }

    @Test
    void allAreAsTheyWereStartedUntilSomebodyChangesThem() {
        JsonNode read = settings.read().body().tree();

        assertThat(read.path("version").asInt(-1)).isZero();
        assertThat(read.path("settings")).hasSize(10);
        assertThat(setting(read, "log-level").toString())
                .isEqualTo("{\"key\":\"log-level\",\"value\":\"warn\",\"started\":\"warn\",\"type\":\"choice\","
                        + "\"meaning\":\"How much is logged to standard error.\","
                        + "\"rule\":\"one of error, warn, info, debug, trace\","
                        + "\"choices\":[\"error\",\"warn\",\"info\",\"debug\",\"trace\"]}");
        assertThat(setting(read, "origins").path("value").isArray()).isTrue();
        assertThat(setting(read, "limits.events-burst").path("value").asInt()).isEqualTo(200);
    }

    @Test
    void aChangeHoldsIsShownAndIsToldOncePerKind() throws Exception {
        List<CommittedEvent> news = services.eventsOf(() -> patch("{'changes':{'log-level':'debug','origins':"
                + "['https://a.example.org'],'portal.connections':7,'limits.events-burst':'300'},'reason':'a rush'}"));

        assertThat(news).extracting(CommittedEvent::name).containsOnly(EventName.CONFIG_CHANGED);
        assertThat(news)
                .extracting(event -> event.data().as(News.ConfigChanged.class))
                .extracting(News.ConfigChanged::configType, change -> change.changes()
                        .toString())
                .containsExactlyInAnyOrder(
                        tuple(
                                ConfigType.SYSTEM,
                                "{\"log-level\":\"debug\",\"limits.events-burst\":300,\"portal.connections\":7}"),
                        tuple(ConfigType.SECURITY, "{\"origins\":[\"https://a.example.org\"]}"));
        assertThat(news.get(0).data().as(News.ConfigChanged.class).reason()).isEqualTo("a rush");
        JsonNode level = setting(settings.read().body().tree(), "log-level");
        assertThat(level.path("value").asText()).isEqualTo("debug");
        assertThat(level.path("started").asText()).isEqualTo("warn");
        assertThat(level.path("changedBy").asText()).isEqualTo("local");
        assertThat(level.path("changedAt").asLong()).isEqualTo(services.clock.millis());
        drain();
        HubConfig now = applied.get(applied.size() - 1);
        assertThat(now.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(now.origins()).containsExactly("https://a.example.org");
        assertThat(now.limits().eventsBurst()).isEqualTo(300);
        assertThat(now.portal().connections()).isEqualTo(7);
    }

    @Test
    void nullIsAsItWasStartedAndWhatChangesNothingIsNoNews() throws Exception {
        patch("{'changes':{'log-level':'debug','portal.connections':7}}");

        List<CommittedEvent> back = services.eventsOf(() -> patch("{'changes':{'log-level':null}}"));
        List<CommittedEvent> nothing =
                services.eventsOf(() -> patch("{'changes':{'log-level':null,'portal.connections':7}}"));

        assertThat(back).hasSize(1);
        assertThat(back.get(0).data().tree().path("changes").path("log-level").asText())
                .isEqualTo("warn");
        assertThat(nothing).isEmpty();
        assertThat(setting(settings.read().body().tree(), "log-level").has("changedBy"))
                .isFalse();
        drain();
        assertThat(applied.get(applied.size() - 1).logLevel()).isEqualTo(LogLevel.WARN);
        assertThat(applied.get(applied.size() - 1).portal().connections()).isEqualTo(7);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'changes':{'log-level':'debug','log-levels':'debug'}}|/changes/log-levels",
                "{'changes':{'log-level':'debug','jwt-secret':'x'}}|/changes/jwt-secret",
                "{'changes':{'log-level':'loud'}}|/changes/log-level",
                "{'changes':{'log-level':3}}|/changes/log-level",
                "{'changes':{'log-level':'debug','origins':['*']}}|/changes/origins",
                "{'changes':{'origins':['https://a.example.org,https://b.example.org']}}|/changes/origins",
                "{'changes':{'portal.connections':0}}|/changes/portal.connections",
                "{'changes':{'portal.connections':1.5}}|/changes/portal.connections",
                "{'changes':{'portal.connections':[1]}}|/changes/portal.connections",
                "{'changes':{'portal.connections':99999999999}}|/changes/portal.connections",
                "{'changes':[]}|/changes",
                "{}|/changes",
                "{'changes':{},'reason':5}|/reason",
                "{'changes':{},'extra':5}|/extra"
            })
    void aFaultIsNamedAndNothingIsHalfDone(String json, String path) {
        assertThatThrownBy(() -> patch(json))
                .asInstanceOf(type(HubException.class))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID);
                    assertThat(refusal.details()).extracting(ErrorDetail::path).contains(path);
                });
        assertThat(settings.read().version()).isZero();
        assertThat(applied).isEmpty();
    }

    @Test
    void whoeverExpectsAnotherVersionIsToldWhatHolds() {
        patch("{'changes':{'portal.connections':7},'version':0}");

        for (Expected stale : List.of(Expected.oneOf(Set.of(2L)), Expected.oneOf(Set.of()))) {
            assertStale("{'changes':{'portal.connections':8}}", stale);
        }
        assertStale("{'changes':{'portal.connections':8},'version':0}", Expected.ANY);
        Answer changed = settings.patch(
                Services.ANYONE, Services.json("{'changes':{'portal.connections':8}}"), Expected.oneOf(Set.of(1L)));
        assertThat(changed.version()).isEqualTo(2);
    }

    @Test
    void ofManyAtOnceNoneIsLost() throws Exception {
        List<String> keys = List.of(
                "limits.events-per-second",
                "limits.events-burst",
                "limits.requests-per-second",
                "limits.requests-burst",
                "limits.connections-per-principal",
                "portal.messages-per-second",
                "portal.messages-per-minute",
                "portal.connections");
        SettingsService quiet = new SettingsService(services.commits, started, () -> {});

        Services.atOnce(
                keys.size(),
                i -> quiet.patch(
                        Services.ANYONE,
                        Services.json("{'changes':{'" + keys.get(i) + "':" + (500 + i) + "}}"),
                        Expected.ANY));

        JsonNode read = quiet.read().body().tree();
        assertThat(read.path("version").asInt()).isEqualTo(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            assertThat(setting(read, keys.get(i)).path("value").asInt()).isEqualTo(500 + i);
        }
    }

    @Test
    void aNodeGoesByWhatIsStoredAfterNewsAndAfterAGapAndWhenTheStoreIsBack() throws Exception {
        SettingsService elsewhere = new SettingsService(services.commits, started, () -> {});
        watch.look();
        assertThat(applied).isEmpty();

        List<CommittedEvent> news = services.eventsOf(() ->
                elsewhere.patch(Services.ANYONE, Services.json("{'changes':{'portal.connections':7}}"), Expected.ANY));
        watch.onEvents(news);
        drain();
        assertThat(applied).extracting(config -> config.portal().connections()).containsExactly(7);

        elsewhere.patch(Services.ANYONE, Services.json("{'changes':{'portal.connections':8}}"), Expected.ANY);
        services.backend.breakWith("away");
        watch.onGap(services.backend.feed().head());
        drain();
        assertThatThrownBy(watch::look).isInstanceOf(BackendUnavailableException.class);
        services.backend.breakWith(null);
        watch.look();
        assertThat(applied).extracting(config -> config.portal().connections()).containsExactly(7, 8);
    }

    /** Waits until this node has looked as often as it was asked to: who changes something does not wait for it for long. */
    private void drain() throws Exception {
        reader.submit(() -> {}).get(60, TimeUnit.SECONDS);
    }

    private void assertStale(String json, Expected expected) {
        assertThatThrownBy(() -> settings.patch(Services.ANYONE, Services.json(json), expected))
                .asInstanceOf(type(HubException.class))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.STALE_VERSION);
                    assertThat(refusal.current()
                                    .orElseThrow()
                                    .tree()
                                    .path("version")
                                    .asInt())
                            .isEqualTo(1);
                });
    }

    private void patch(String json) {
        var unused = settings.patch(Services.ANYONE, Services.json(json), Expected.ANY);
    }

    private static JsonNode setting(JsonNode read, String key) {
        for (JsonNode each : read.path("settings")) {
            if (each.path("key").asText().equals(key)) {
                return each;
            }
        }
        throw new AssertionError("no " + key + " in " + read);
    }
}
