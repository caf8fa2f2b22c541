package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The guest that the tests boot: whether it can be, and what it serves over HTTP. */
final class TestGuest {
    /** What is at {@code /}. */
    static final String HELLO = "Hello from carafe-guest\n";

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private TestGuest() {}

    /** Skips the calling test where the set-up of the tests could not make govc and the guest. */
    static void assumeGovcAndGuest() {
        assumeThat(Govc.PROGRAM)
                .as("govc was not built; ./carafe test does it where Go is")
                .isExecutable();
        assumeThat(GuestImageTest.OVA)
                .as("the guest was not built; ./carafe test does it")
                .exists();
    }

    /** What is at a path; a failure's words while the guest serves nothing. */
    static String at(String address, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + address + path))
                                    .timeout(ANSWER_MAX)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
