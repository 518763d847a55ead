package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebResourceTest {
    private static final String PAGE = "text/html,*/*;q=0.8";

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
        HttpResponse<String> page = fromAfar("/?token=x").header("Accept", PAGE).send();
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(header(page, "Vary")).isEqualTo("Accept, Accept-Encoding");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(page, "ETag")).isEmpty();
        assertGuarded(page);

        HttpResponse<String> text = fromAfar("/").header("Accept", "*/*").send();
        assertThat(text.body()).isEqualTo("Maestro Hub is running\n");
        assertThat(header(text, "Content-Type")).isEqualTo("text/plain;charset=utf-8");
        assertThat(header(text, "Vary")).isEqualTo("Accept, Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?token=x&fbclid=y", "/?utm_source=a&utm_source=b", "/?token=%E2"})
    void whateverIsAddedToTheAddressThePageComes(String address) {
        HttpResponse<String> page = fromAfar(address).header("Accept", PAGE).send();
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>");
    }

    @Test
    void thePageNamesItsPartsByTheirVersion() {
        Matcher named = Pattern.compile("\"(/web/[^\"]+)\"")
                .matcher(fromAfar("/").header("Accept", PAGE).send().body());
        List<String> parts = named.results().map(found -> found.group(1)).toList();

        assertThat(parts).contains(versioned("app.js"), versioned("app.css"), "/web/manifest.webmanifest");
        for (String part : parts) {
            assertThat(part)
                    .matches(
                            part.equals("/web/manifest.webmanifest")
                                    ? "/web/manifest.webmanifest"
                                    : "/web/[0-9a-f]{16}/.+");
            // The libraries are put beside the pages when the hub is packaged; the pages' own tests ask for those.
            if (!part.contains("/vendor/")) {
                assertThat(fromAfar(part).send().statusCode()).as(part).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app.js, text/javascript;charset=utf-8",
        "client/hub.js, text/javascript;charset=utf-8",
        "app.css, text/css;charset=utf-8",
        "icons/hub.svg, image/svg+xml;charset=utf-8",
        "icons/hub-192.png, image/png",
        "manifest.webmanifest, application/manifest+json;charset=utf-8"
    })
    void partsAreOpenToAnybodyAndSentAgainOnlyWhenTheyChanged(String name, String type) {
        HttpResponse<byte[]> part = fromAfar("/web/" + name).sendForBytes();
        assertThat(part.statusCode()).isEqualTo(200);
        assertThat(header(part, "Content-Type")).isEqualTo(type);
        assertThat(header(part, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(part, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(part, "Content-Encoding")).isEmpty();
        assertGuarded(part);

        String tag = header(part, "ETag");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> again =
                    fromAfar("/web/" + name).header("If-None-Match", known).send();
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "ETag")).isEqualTo(tag);
        }
        assertThat(fromAfar("/web/" + name)
                        .header("If-None-Match", "\"other\"")
                        .sendForBytes()
                        .body())
                .isEqualTo(part.body());
    }

    @Test
    void whatIsAskedForByItsVersionIsKeptForGood() {
        HttpResponse<String> versioned = fromAfar(versioned("app.css")).send();
        assertThat(header(versioned, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(versioned.body()).isEqualTo(fromAfar("/web/app.css").send().body());
        assertGuarded(versioned);

        String another = versioned("app.css").replaceFirst("[0-9a-f]{16}", "0123456789abcdef");
        assertThat(fromAfar(another).send().statusCode()).isEqualTo(404);
    }

    @Test
    void whoeverTakesGzipIsGivenLessUnderATagOfItsOwn() throws Exception {
        HttpResponse<byte[]> plain = fromAfar("/web/app.css").sendForBytes();
        HttpResponse<byte[]> zipped =
                fromAfar("/web/app.css").header("Accept-Encoding", "br, gzip").sendForBytes();
        assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.body().length).isLessThan(plain.body().length / 2);
        assertThat(unzipped(zipped.body())).isEqualTo(plain.body());
        assertThat(header(zipped, "ETag")).isNotEqualTo(header(plain, "ETag"));
        assertThat(header(zipped, "Vary")).isEqualTo("Accept-Encoding");

        HttpResponse<byte[]> known = fromAfar("/web/app.css")
                .header("Accept-Encoding", "gzip")
                .header("If-None-Match", header(zipped, "ETag"))
                .sendForBytes();
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(header(known, "Content-Encoding")).isEmpty();

        HttpResponse<byte[]> page = fromAfar("/")
                .header("Accept", PAGE)
                .header("Accept-Encoding", "gzip")
                .sendForBytes();
        assertThat(header(page, "Content-Encoding")).isEqualTo("gzip");
        assertThat(new String(unzipped(page.body()), StandardCharsets.UTF_8)).startsWith("<!doctype html>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "gzip;q=0, *", "identity", "br", ""})
    void whoeverDoesNotTakeGzipIsGivenNone(String accepted) {
        HttpResponse<String> plain =
                fromAfar("/web/app.css").header("Accept-Encoding", accepted).send();
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(plain.body()).contains(":root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"icons/hub-512.png", "icons/hub.svg"})
    void whatGainsNothingIsNotCompressed(String name) {
        assertThat(header(
                        fromAfar("/web/" + name)
                                .header("Accept-Encoding", "gzip")
                                .send(),
                        "Content-Encoding"))
                .isEmpty();
    }

    @Test
    void theServiceWorkerMayHaveTheWholeHubAndKnowsItsVersion() {
        HttpResponse<String> worker = fromAfar("/web/sw.js").send();
        assertThat(header(worker, "Service-Worker-Allowed")).isEqualTo("/");
        assertThat(header(worker, "Cache-Control")).isEqualTo("no-cache");
        assertThat(worker.body())
                .contains("const VERSION = '" + versioned("").split("/", -1)[2] + "';")
                .doesNotContain("{version}");
        assertThat(header(fromAfar("/web/app.js").send(), "Service-Worker-Allowed"))
                .isEmpty();
    }

    @Test
    void headIsAnsweredWithTheHeadersAlone() {
        for (String path : List.of("/web/app.css", versioned("app.css"))) {
            HttpResponse<String> head = rest.request("HEAD", path).send();
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(header(head, "Content-Type")).isEqualTo("text/css;charset=utf-8");
            assertThat(header(head, "ETag")).isEqualTo(header(fromAfar(path).send(), "ETag"));
        }
        assertThat(rest.request("HEAD", "/web/nothing.js").send().statusCode()).isEqualTo(404);
    }

    @Test
    void nothingElseIsThereForAnybody() {
        for (String name : List.of(
                "",
                "index.html",
                "views",
                "views/",
                "nothing.js",
                "app.js.map",
                "..%2fsimplelogger.properties",
                "%2e%2e",
                "%2e%2e/simplelogger.properties",
                "views%2fhome.js%00",
                versioned("index.html").substring("/web/".length()),
                versioned("..%2fapp.js").substring("/web/".length()))) {
            assertThat(rest.request("GET", "/web/" + name).send().statusCode())
                    .as(name)
                    .isIn(400, 404);
            assertThat(fromAfar("/web/" + name).send().statusCode()).as(name).isIn(400, 401, 404);
        }
        for (String name :
                List.of("index.html", "nothing.js", versioned("index.html").substring("/web/".length()))) {
            assertThat(fromAfar("/web/" + name).send().statusCode()).as(name).isEqualTo(404);
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

    /** Returns the path of a part with the version that the page names. */
    private String versioned(String name) {
        Matcher version = Pattern.compile("/web/[0-9a-f]{16}/")
                .matcher(fromAfar("/").header("Accept", PAGE).send().body());
        assertThat(version.find()).isTrue();
        return version.group() + name;
    }

    private static byte[] unzipped(byte[] content) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        }
    }

    private RestClient.Request fromAfar(String path) {
        return rest.request("GET", path).header("X-Maestro-Peer", "10.0.0.1");
    }

    private static void assertGuarded(HttpResponse<?> answer) {
        assertThat(header(answer, "Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .doesNotContain("unsafe")
                .endsWith("frame-ancestors 'none'");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
