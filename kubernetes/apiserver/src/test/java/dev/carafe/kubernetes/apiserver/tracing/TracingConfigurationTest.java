package dev.carafe.kubernetes.apiserver.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TracingConfigurationTest {
    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n";

    private static TracingConfiguration parse(String text) {
        return TracingConfiguration.parse(text.getBytes(UTF_8));
    }

    @Test
    void readsWhatUpstreamReads() {
        assertThat(parse(HEAD)).isEqualTo(new TracingConfiguration("localhost:4317", 0));
        assertThat(parse(HEAD + "endpoint: 192.0.2.1:4318\nsamplingRatePerMillion: 100\n"))
                .isEqualTo(new TracingConfiguration("192.0.2.1:4318", 100));
        assertThat(parse(HEAD.replace("/v1", "/v1beta1") + "endpoint: dns:///collector:1\n"))
                .isEqualTo(new TracingConfiguration("collector:1", 0));
        assertThat(parse(HEAD + "endpoint: '[2001:db8::1]:4317'").endpoint()).isEqualTo("[2001:db8::1]:4317");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            samplingRatePerMillion: -1 | samplingRatePerMillion: Invalid value: -1: sampling rate must be positive
            samplingRatePerMillion: 1000001 | must be less than or equal to one million
            samplingRatePerMillion: many | samplingRatePerMillion is no number
            endpoint: http://localhost:4317 | endpoint: Invalid value: "http://localhost:4317": unsupported scheme
            endpoint: unix:///run/otlp | unsupported scheme
            endpoint: localhost | must be a host and a port
            endpoint: [a] | endpoint is no string
            sampling: 1 | strict decoding error: unknown field "sampling"
            """)
    void refusesWhatIsWrong(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(HEAD + line))
                .withMessageContaining(message);
    }

    @Test
    void refusesOtherKindsAndFilesThatAreNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("apiVersion: v1\nkind: Pod\n"))
                .withMessageContaining("no kind \"Pod\" is registered for version \"v1\"");
        assertThatIllegalArgumentException().isThrownBy(() -> parse("")).withMessageContaining("Kind");
        assertThatIllegalArgumentException().isThrownBy(() -> parse("a: [")).withMessageContaining("unable to decode");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TracingConfiguration.read(Path.of("no-such-file")))
                .withMessage("tracing-config-file no-such-file does not exist");
    }
}
