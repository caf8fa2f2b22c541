package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.testing.FakeApi;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manager whose informers wait for the server's first answer. */
@Timeout(60)
class LeadLostWhileStartingTest {

    @Test
    void theLeadIsGivenUpWithoutWaitingForTheInformers() throws InterruptedException {
        FakeApi api = new FakeApi();
        CountDownLatch listing = new CountDownLatch(1);
        api.addFault(request -> {
            if (!request.path().contains("/pods")) {
                return Optional.empty();
            }
            listing.countDown();
            return Optional.of(new ConnectionException("the server does not list pods"));
        });
        Client client = api.client();
        ControllerManager manager = ControllerManager.start(Config.of("test", true, "PEM", "10.244.0.0/16"), client);
        listing.await();
        assertThat(holder(client)).isEqualTo("test");

        manager.close(); // hangs where the start of the controllers is waited for

        assertThat(manager.isReady()).isFalse();
        assertThat(holder(client)).isEmpty();
        api.close();
    }

    private static String holder(Client client) {
        return client.of(CoordinationV1.LEASES)
                .get("kube-system", "kube-controller-manager")
                .spec()
                .holderIdentity();
    }
}
