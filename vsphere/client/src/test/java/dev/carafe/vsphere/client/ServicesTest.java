package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.tag.Tags;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.pbm.Pbm;
import dev.carafe.vsphere.vim.pbm.PbmProfileId;
import dev.carafe.vsphere.vim.pbm.PbmProfileProfileManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server has beside {@code /sdk}. */
class ServicesTest {
    private FakeVCenter server;
    private VSphereClient client;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeVCenter.start();
        client = server.client();
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.close();
    }

    @Test
    void aServiceBesideSdkHasTheSessionInItsHeader() throws Exception {
        Invoker pbm = client.connection().service(Pbm.NAMESPACE, "/pbm/sdk");
        PbmProfileProfileManager manager = PbmProfileProfileManager.stub(
                pbm, new ManagedObjectReference<>("PbmProfileProfileManager", "ProfileManager"));
        Connection.run(() -> manager.pbmAssignDefaultRequirementProfile(new PbmProfileId("p"), List.of()));

        assertThat(server.pbmRequests).singleElement().asString().contains("<vcSessionCookie>s1</vcSessionCookie>");
        assertThat(server.soapActions).last().asString().startsWith("\"urn:pbm/");
    }

    @Test
    void aServerWithoutTheNewerSessionIsAskedForTheOlder() throws Exception {
        RestClient rest = RestClient.login(client.connection(), "root", FakeVCenter.PASSWORD);
        assertThat(new Tags(rest).categoryIds()).containsExactly("urn:vmomi:InventoryServiceCategory:1:GLOBAL");
        rest.logout();
        assertThat(server.calls).contains("DELETE /rest/com/vmware/cis/session");
    }

    @Test
    void anErrorOfTheRestApiSaysItsKindAndMessage() throws Exception {
        RestClient rest = RestClient.login(client.connection(), "root", FakeVCenter.PASSWORD);
        assertThatExceptionOfType(RestException.class)
                .isThrownBy(() -> new Tags(rest).tag("urn:1"))
                .withMessage("GET /rest/com/vmware/cis/tagging/tag/id:urn:1: the server answers HTTP 404 (no such tag)")
                .satisfies(e -> assertThat(e.errorType()).isEqualTo("NOT_FOUND"));
    }
}
