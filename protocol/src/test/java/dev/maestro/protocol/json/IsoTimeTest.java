package dev.maestro.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoTimeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000Z",
        "1770341400000, 2026-02-06T01:30:00.000Z",
        "1770341400007, 2026-02-06T01:30:00.007Z",
        "-1, 1969-12-31T23:59:59.999Z",
        "253402300800000, +10000-01-01T00:00:00.000Z",
        "9223372036854775807, +292278994-08-17T07:12:55.807Z"
    })
    void millisecondsAreAlwaysWritten(long epochMillis, String text) {
        assertThat(IsoTime.of(epochMillis)).isEqualTo(text);
    }
}
