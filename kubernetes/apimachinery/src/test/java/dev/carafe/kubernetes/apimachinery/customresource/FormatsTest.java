package dev.carafe.kubernetes.apimachinery.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    @ParameterizedTest
    @CsvSource({
        "cidr, 10.0.0.0/8",
        "cidr, fd00::/64",
        "uri, https://a.example.com/x?y#z",
        "uri, /a",
        "uri, urn:x",
        "hostname, localhost",
        "hostname, a.example.com",
        "duration, 1h30m",
        "duration, -1.5s",
        "duration, 3 days",
        "duration, 0",
        "ssn, 123-45-6789",
        "hexcolor, #fff",
        "bsonobjectid, 0123456789abcdef01234567",
        "moon, anything"
    })
    void whatIsOfAFormatIsTaken(String format, String text) {
        assertThat(Formats.isValid(format, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "cidr, 10.0.0.0",
        "cidr, 10.0.0.0/33",
        "cidr, 10.0.0/8",
        "cidr, 10.0.0.0/x",
        "uri, a b",
        "uri, a/b",
        "uri, https://a b/",
        "hostname, -a-",
        "hostname, a.b",
        "hostname, a..com",
        "duration, soon",
        "duration, 1 fortnight",
        "ssn, 12-3",
        "hexcolor, #ff",
        "bsonobjectid, 0123"
    })
    void whatIsNotIsRefused(String format, String text) {
        assertThat(Formats.isValid(format, text)).isFalse();
    }
}
