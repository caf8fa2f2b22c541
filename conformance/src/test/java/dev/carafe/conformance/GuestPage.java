package dev.carafe.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What the guest that the tests boot serves over HTTP. */
final class GuestPage {
    /** What is at {@code /}. */
    static final String HELLO = "Hello from carafe-guest\n";

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private GuestPage() {}

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
