package dev.maestro.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.config.AddressRange;
import dev.maestro.server.config.IpAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    private static final TrustedProxies PROXIES = TrustedProxies.of(Stream.of("10.0.0.0/8", "127.0.0.1", "fd00::/8")
            .map(AddressRange::parse)
            .toList());

    @ParameterizedTest(name = "{0} X-Forwarded-For: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1     | 203.0.113.9                           | 203.0.113.9",
                "10.0.0.1     | 198.51.100.1, 203.0.113.9             | 203.0.113.9",
                "10.0.0.1     | 203.0.113.9, 10.0.0.2                 | 203.0.113.9",
                "10.0.0.1     | 203.0.113.9,10.0.0.2 , fd00::7        | 203.0.113.9",
                "10.0.0.1     | rubbish, 203.0.113.9, 10.0.0.2        | 203.0.113.9",
                "10.0.0.1     | 203.0.113.9, rubbish, 10.0.0.2        | 10.0.0.1",
                "10.0.0.1     | 203.0.113.9,                          | 10.0.0.1",
                "10.0.0.1     | 10.0.0.3, 10.0.0.2                    | 10.0.0.3",
                "10.0.0.1     | 203.0.113.9:4711                      | 203.0.113.9",
                "10.0.0.1     | 2001:db8::1                           | 2001:db8::1",
                "10.0.0.1     | [2001:db8::1]:4711                    | 2001:db8::1",
                "10.0.0.1     | [2001:db8::1]                         | 2001:db8::1",
                "10.0.0.1     | [2001:db8::1                          | 10.0.0.1",
                "10.0.0.1     | [203.0.113.9]                         | 10.0.0.1",
                "10.0.0.1     | ::ffff:203.0.113.9                    | 203.0.113.9",
                "10.0.0.1     | unknown                               | 10.0.0.1",
                "10.0.0.1     | localhost                             | 10.0.0.1",
                "10.0.0.1     | 203.0.113.09                          | 10.0.0.1",
                "10.0.0.1     | 203.0.113.9:99999999                  | 10.0.0.1",
                "10.0.0.1     | 127.0.0.1                             | 127.0.0.1",
                "fd12::1      | 203.0.113.9                           | 203.0.113.9",
                "203.0.113.77 | 198.51.100.1                          | 203.0.113.77",
                "127.0.0.2    | 198.51.100.1                          | 127.0.0.2"
            })
    void clientIsTheLastAddressThatIsNoProxys(String peer, String forwardedFor, String client) {
        assertThat(PROXIES.clientOf(address(peer), List.of(forwardedFor), List.of()))
                .isEqualTo(address(client));
    }

    @ParameterizedTest(name = "Forwarded: {0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.9                                       | 203.0.113.9",
                "For=203.0.113.9;proto=https;by=10.0.0.1               | 203.0.113.9",
                "by=10.0.0.1; for=\"203.0.113.9:4711\"                 | 203.0.113.9",
                "for=\"[2001:db8::1]:4711\", for=10.0.0.2              | 2001:db8::1",
                "for=198.51.100.1, for=203.0.113.9                     | 203.0.113.9",
                "for=203.0.113.9, proto=https                          | 10.0.0.1",
                "for=_hidden                                           | 10.0.0.1",
                "for=203.0.113.9;for=203.0.113.8                       | 10.0.0.1",
                "for=\"203.0.113.9                                     | 10.0.0.1",
                "for=\"198.51.100.1, for=203.0.113.9\"                 | 10.0.0.1",
            })
    void forwardedIsReadAsRfc7239Has(String forwarded, String client) {
        assertThat(PROXIES.clientOf(address("10.0.0.1"), List.of(), List.of(forwarded)))
                .isEqualTo(address(client));
    }

    @Test
    void severalLinesAreOneInOrder() {
        assertThat(PROXIES.clientOf(address("10.0.0.1"), List.of("198.51.100.1", "203.0.113.9, 10.0.0.2"), List.of()))
                .isEqualTo(address("203.0.113.9"));
    }

    @Test
    void twoHeadersMustAgree() {
        InetAddress peer = address("10.0.0.1");

        assertThat(PROXIES.clientOf(peer, List.of("203.0.113.9"), List.of("for=203.0.113.9")))
                .isEqualTo(address("203.0.113.9"));
        assertThat(PROXIES.clientOf(peer, List.of("203.0.113.9"), List.of("for=203.0.113.8")))
                .isEqualTo(peer);
        assertThat(PROXIES.clientOf(peer, List.of("203.0.113.9"), List.of("nonsense")))
                .isEqualTo(peer);
    }

    @Test
    void endlessChainsAreNotRead() {
        InetAddress peer = address("10.0.0.1");

        assertThat(PROXIES.clientOf(peer, List.of("10.0.0.2, ".repeat(40) + "203.0.113.9"), List.of()))
                .isEqualTo(peer);
        assertThat(PROXIES.clientOf(peer, List.of("x".repeat(30_000) + ", 203.0.113.9"), List.of()))
                .isEqualTo(peer);
    }

    @Test
    void nobodyIsBelievedUnlessConfigured() {
        assertThat(TrustedProxies.NONE.clientOf(address("127.0.0.1"), List.of("203.0.113.9"), List.of()))
                .isEqualTo(address("127.0.0.1"));
    }

    private static InetAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
