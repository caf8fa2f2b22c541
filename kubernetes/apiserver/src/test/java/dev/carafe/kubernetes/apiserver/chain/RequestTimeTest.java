package dev.carafe.kubernetes.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTimeTest {
    private static RequestTime of(String method, String query, Duration most) {
        return RequestTime.of(
                RequestInfo.of(method, "/api/v1/namespaces/default/pods/p", Query.NONE), Query.parse(query), most);
    }

    @ParameterizedTest
    @CsvSource({
        "'', PT1M",
        "timeout=5s, PT5S",
        "timeout=0s, PT1M",
        "timeout=-1s, PT1M",
        "timeout=2m, PT1M",
        "timeout=, PT1M"
    })
    void aRequestMayAskForLessTimeAndNotForMore(String query, Duration expected) {
        assertThat(of("GET", query, Duration.ofMinutes(1)).most()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"PUT", "PATCH", "DELETE", "POST"})
    void aWriteHasLessTimeThanAnotherRequest(String method) {
        RequestTime time = of(method, "", Duration.ofMinutes(1));
        assertThat(time.most()).isEqualTo(Duration.ofSeconds(34));
        assertThat(time.error())
                .hasMessage("Timeout: request did not complete within requested timeout - context deadline exceeded");
        assertThat(of(method, "timeout=5s", Duration.ofMinutes(1)).error())
                .hasMessage("Timeout: request did not complete within the allotted timeout");
        assertThat(of(method, "", Duration.ofSeconds(10)).most()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whatIsNoDurationIsRefused() {
        assertThatThrownBy(() -> of("GET", "timeout=1d", Duration.ofMinutes(1)))
                .isInstanceOf(StatusError.class)
                .hasMessage(
                        "invalid timeout specified in the request URL - time: unknown unit \"d\" in duration \"1d\"");
    }
}
