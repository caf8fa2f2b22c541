package dev.carafe.vsphere.vmomi.user;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.vim25.BadUsernameSessionEvent;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.NoClientCertificate;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.SessionManagerHttpServiceRequestSpec;
import dev.carafe.vsphere.vim.vim25.UserLoginSessionEvent;
import dev.carafe.vsphere.vim.vim25.UserLogoutSessionEvent;
import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import dev.carafe.vsphere.vmomi.testing.Served;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServedSessionManagerTest {
    private final Served served = new Served();
    private final Served.Client client = served.client();

    @Test
    void whoLogsInHasASessionThatSaysWhoHeIs() {
        UserSession session = client.sessions().login("ann", "secret", null);
        assertThat(session.userName()).isEqualTo("ann");
        assertThat(session.ipAddress()).isEqualTo("192.0.2.1");
        assertThat(session.userAgent()).isEqualTo("test");
        UserSession current = (UserSession) requireNonNull(client.fetch(Served.SESSION_MANAGER, "currentSession"));
        assertThat(current.key()).isEqualTo(session.key());
        assertThat(current.callCount()).isPositive();
        assertThat(String.valueOf(client.fetch(Served.SESSION_MANAGER, "sessionList")))
                .contains(session.key());
        assertThat(served.events.history().getFirst()).isInstanceOf(UserLoginSessionEvent.class);
        client.sessions().logout();
        UserLogoutSessionEvent event =
                (UserLogoutSessionEvent) served.events.history().getLast();
        assertThat(event.userName()).isEqualTo("ann");
        assertThat(event.fullFormattedMessage()).startsWith("User ann@192.0.2.1 logged out (login time: ");
    }

    @Test
    void whoIsNotLoggedInSeesTheDoorAndNothingElse() {
        assertThat(client.fetch(Served.SESSION_MANAGER, "currentSession")).isNull();
        assertThat(String.valueOf(client.fetch(Served.SESSION_MANAGER, "sessionList")))
                .doesNotContain("UserSession");
        served.inventory.add(1, "one");
        Served.assertFault(NotAuthenticated.class, () -> client.fetch(Inventory.machine(1), "name"));
        Served.assertFault(NotAuthenticated.class, () -> client.sessions().acquireCloneTicket());
        Served.assertFault(NotAuthenticated.class, () -> client.sessions().logout());
        client.sessions().login("ann", "secret", null);
        assertThat(client.fetch(Inventory.machine(1), "name")).isEqualTo("one");
    }

    @Test
    void aWrongPasswordIsRefusedAndTold() {
        Served.assertFault(InvalidLogin.class, () -> client.sessions().login("ann", "wrong", null));
        Served.assertFault(InvalidLogin.class, () -> client.sessions().login("bob", "secret", null));
        assertThat(served.events.history())
                .hasOnlyElementsOfType(BadUsernameSessionEvent.class)
                .hasSize(2);
        assertThat(served.events.history().getFirst().fullFormattedMessage()).isEqualTo("Cannot login ann@192.0.2.1");
    }

    @Test
    void neitherATokenNorACertificateLetsIn() {
        Served.assertFault(InvalidLogin.class, () -> client.sessions().loginByToken(null));
        Served.assertFault(NoClientCertificate.class, () -> client.sessions().loginExtensionByCertificate("ext", null));
        Served.assertFault(NotAuthenticated.class, () -> client.sessions().acquireCloneTicket());
    }

    @Test
    void whoIsInDoesNotComeInAgain() {
        client.sessions().login("ann", "secret", null);
        Served.assertFault(InvalidLogin.class, () -> client.sessions().login("ann", "secret", null));
    }

    @Test
    void oneSessionEndsAnotherButNotItself() {
        UserSession own = client.sessions().login("ann", "secret", null);
        Served.Client other = served.client();
        UserSession others = other.sessions().login("ann", "secret", null);
        assertThat(client.sessions().sessionIsActive(others.key(), "ann")).isTrue();
        client.sessions().terminateSession(List.of(others.key()));
        assertThat(client.sessions().sessionIsActive(others.key(), "ann")).isFalse();
        Served.assertFault(NotAuthenticated.class, () -> other.sessions().logout());
        Served.assertFault(NotFound.class, () -> client.sessions().terminateSession(List.of(others.key())));
        Served.assertFault(InvalidArgument.class, () -> client.sessions().terminateSession(List.of(own.key())));
    }

    @Test
    void aSessionIsClonedOnceForEachTicket() {
        client.sessions().login("ann", "secret", null);
        String ticket = client.sessions().acquireCloneTicket();
        Served.Client clone = served.client();
        assertThat(clone.sessions().cloneSession(ticket).userName()).isEqualTo("ann");
        Served.assertFault(InvalidLogin.class, () -> served.client().sessions().cloneSession(ticket));
        Served.assertFault(InvalidLogin.class, () -> served.client().sessions().cloneSession("guess"));
    }

    @Test
    void whoMayActsAsAnotherUserFromThenOn() {
        String own = client.sessions().login("ann", "secret", null).key();
        Served.assertFault(InvalidLogin.class, () -> client.sessions().impersonateUser("nobody", null));
        assertThat(client.sessions().impersonateUser("ann", "en").key()).isNotEqualTo(own);
        UserSession current = (UserSession) requireNonNull(client.fetch(Served.SESSION_MANAGER, "currentSession"));
        assertThat(current.key()).isNotEqualTo(own);
        assertThat(client.sessions().sessionIsActive(own, "ann")).isFalse();
    }

    @Test
    void aServiceTicketIsForOneRequestOnce() {
        client.sessions().login("ann", "secret", null);
        SessionManagerHttpServiceRequestSpec spec = SessionManagerHttpServiceRequestSpec.builder()
                .method("httpPut")
                .url("https://host.example/folder/a%20b?dcPath=x&dsName=y")
                .build();
        String id = client.sessions().acquireGenericServiceTicket(spec).id();
        assertThat(served.tickets.redeem(id, "GET", "/folder/a%20b?dcPath=x&dsName=y"))
                .isEmpty();
        assertThat(served.tickets.redeem(id, "PUT", "/folder/a%20b?dcPath=x&dsName=y"))
                .as("a ticket that was shown for another request is spent")
                .isEmpty();
        String next = client.sessions().acquireGenericServiceTicket(spec).id();
        assertThat(served.tickets.redeem(next, "PUT", "/folder/a%20b?dcPath=x&dsName=y"))
                .hasValueSatisfying(session -> assertThat(session.userName()).isEqualTo("ann"));
        assertThat(served.tickets.redeem("guess", "PUT", "/folder")).isEmpty();
        Served.assertFault(
                InvalidArgument.class,
                () -> client.sessions()
                        .acquireGenericServiceTicket(
                                spec.toBuilder().url("no url").build()));
    }
}
