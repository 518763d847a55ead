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
}
