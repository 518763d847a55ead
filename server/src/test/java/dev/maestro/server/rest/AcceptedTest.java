package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | true
                    text/html                                                       | true
                    TEXT/HTML ; Q=0.1                                               | true
                    text/html;level=1;q=0.5, text/plain;q=0.4                       | true
                    text/plain;q=0, text/*                                          | true
                    */*                                                             | false
                    text/*                                                          | false
                    text/html, text/plain                                           | false
                    text/html;q=0.3, */*;q=0.4                                      | false
                    text/html;q=0                                                   | false
                    text/html;q=0, */*                                              | false
                    text/plain                                                      | false
                    application/json                                                | false
                    text/htmlx                                                      | false
                    ,;,                                                             | false
                    """)
    void aPageIsPreferredOnlyWhenItIsNamedOverText(String accept, boolean html) {
        assertThat(Accepted.prefersHtml(accept)).isEqualTo(html);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    gzip, deflate, br, zstd      | true
                    GZIP                         | true
                    gzip;q=0.001                 | true
                    *                            | true
                    br;q=1.0, *;q=0.5            | true
                    gzip;q=1, *;q=0              | true
                    gzip;q=0                     | false
                    gzip;q=0.000, *              | false
                    *;q=0                        | false
                    br, identity                 | false
                    x-gzip                       | false
                    ''                           | false
                    """)
    void gzipIsTakenOnlyByWhoeverSaysSo(String acceptEncoding, boolean gzip) {
        assertThat(Accepted.takesGzip(acceptEncoding)).isEqualTo(gzip);
    }
}
