package dev.carafe.kubernetes.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.ApiRequest;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.Transport;
import dev.carafe.kubernetes.client.WatchStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ApiAuthorizerTest {
    private static final User ALICE = new User("alice", "", List.of("dev"), Map.of());

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<ApiRequest> asked = new ArrayList<>();
    private boolean reachable = true;
    private Struct status = Struct.of("allowed", true);

    private final ApiAuthorizer authorizer = new ApiAuthorizer(
            new Client(new Transport() {
                @Override
                public Struct call(ApiRequest request) {
                    if (!reachable) {
                        throw new ConnectionException("connection refused");
                    }
                    asked.add(request);
                    return Struct.of("status", status);
                }

                @Override
                public WatchStream watch(ApiRequest request) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {}
            }),
            "n1",
            now::get);

    @Test
    void permissionsAreAskedOnceInAWhile() {
        assertThat(authorizer.allowed(ALICE, "get", "stats")).isTrue();
        status = Struct.of("allowed", false);
        assertThat(authorizer.allowed(ALICE, "get", "stats")).isTrue();
        assertThat(authorizer.allowed(ALICE, "create", "stats")).isFalse();
        assertThat(asked).hasSize(2);
        assertThat(String.valueOf(asked.getFirst().body())).contains("nodes", "stats", "n1", "alice", "dev");
        now.set(now.get().plusSeconds(301));
        assertThat(authorizer.allowed(ALICE, "get", "stats")).isFalse();
    }

    @Test
    void aRefusalIsForgottenSooner() {
        status = Struct.of("allowed", false);
        assertThat(authorizer.allowed(ALICE, "get", "proxy")).isFalse();
        status = Struct.of("allowed", true);
        now.set(now.get().plusSeconds(31));
        assertThat(authorizer.allowed(ALICE, "get", "proxy")).isTrue();
    }

    @Test
    void whoCannotBeAskedSaysNoAndIsAskedAgain() {
        reachable = false;
        assertThat(authorizer.allowed(ALICE, "get", "proxy")).isFalse();
        assertThat(authorizer.authenticate("t")).isEmpty();
        reachable = true;
        status = Struct.of("authenticated", true, "user", Struct.of("username", "bob", "groups", List.of("g")));
        assertThat(authorizer.authenticate("t")).hasValueSatisfying(user -> {
            assertThat(user.name()).isEqualTo("bob");
            assertThat(user.groups()).containsExactly("g");
        });
    }
}
