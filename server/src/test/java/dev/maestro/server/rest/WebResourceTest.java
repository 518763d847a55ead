package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebResourceTest {
    private RestClient rest;

    @BeforeEach
    void start() {
        rest = RestClient.start();
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    @Test
    void browsersAreGivenThePageAndOthersTheLineOfText() {
        HttpResponse<String> page =
                fromAfar("/?token=x").header("Accept", "text/html,*/*;q=0.8").send();
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(header(page, "Vary")).isEqualTo("Accept");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertGuarded(page);

        HttpResponse<String> text = fromAfar("/").header("Accept", "*/*").send();
        assertThat(text.body()).isEqualTo("Maestro Hub is running\n");
        assertThat(header(text, "Content-Type")).isEqualTo("text/plain;charset=utf-8");
        assertThat(header(text, "Vary")).isEqualTo("Accept");
    }

    @ParameterizedTest
    @CsvSource({"hub.js, text/javascript", "hub.css, text/css", "hub.svg, image/svg+xml"})
    void partsAreOpenToAnybodyAndSentAgainOnlyWhenTheyChanged(String name, String type) {
        HttpResponse<String> part = fromAfar("/web/" + name).send();
        assertThat(part.statusCode()).isEqualTo(200);
        assertThat(header(part, "Content-Type")).isEqualTo(type + ";charset=utf-8");
        assertThat(header(part, "Cache-Control")).isEqualTo("no-cache");
        assertGuarded(part);

        String tag = header(part, "ETag");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> again =
                    fromAfar("/web/" + name).header("If-None-Match", known).send();
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "ETag")).isEqualTo(tag);
        }
        assertThat(fromAfar("/web/" + name)
                        .header("If-None-Match", "\"other\"")
                        .send()
                        .body())
                .isEqualTo(part.body());
    }

    @Test
    void nothingElseIsThere() {
        for (String name : List.of("hub.html", "nothing", "..%2fsimplelogger.properties", "%2e%2e", "hub.js.map")) {
            assertThat(rest.request("GET", "/web/" + name).send().statusCode())
                    .as(name)
                    .isIn(400, 404);
            assertThat(fromAfar("/web/" + name).send().statusCode()).as(name).isIn(400, 401);
        }
    }

    @Test
    void whoIsKnownIsToldAsWhom() {
        HttpResponse<String> me = rest.get("/api/me");
        assertThat(me.body())
                .isEqualTo("{\"kind\":\"local\",\"id\":\"local\",\"allProjects\":true,\"projectIds\":[],"
                        + "\"permissions\":[\"admin\",\"monitor\",\"terminal:write\"]}");
        assertThat(header(me, "Cache-Control")).isEqualTo("no-store");
        assertThat(fromAfar("/api/me").send().statusCode()).isEqualTo(401);
    }

    private RestClient.Request fromAfar(String path) {
        return rest.request("GET", path).header("X-Maestro-Peer", "10.0.0.1");
    }

    private static void assertGuarded(HttpResponse<String> answer) {
        assertThat(header(answer, "Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .doesNotContain("unsafe")
                .endsWith("frame-ancestors 'none'");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
