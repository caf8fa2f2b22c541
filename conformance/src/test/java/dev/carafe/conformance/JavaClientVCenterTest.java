package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.client.RestClient;
import dev.carafe.vsphere.client.customfield.CustomFields;
import dev.carafe.vsphere.client.tag.Tag;
import dev.carafe.vsphere.client.tag.Tags;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The walk with a real guest through a vCenter, and what only a vCenter has. */
class JavaClientVCenterTest extends JavaClientGuestContract {
    private static final Duration EXAMPLE_MAX = Duration.ofMinutes(5);

    @Override
    VSphereServer start(Path folder) throws Exception {
        return CarafeVCenter.start(folder);
    }

    @Override
    String addUser(String name, String password) throws Exception {
        return ((CarafeVCenter) server).addUser(name, password);
    }

    @Test
    void theExampleMakesAMachineAndTakesItAway() {
        CarafeVCenter vcenter = (CarafeVCenter) server;
        String out = Command.run(
                        EXAMPLE_MAX,
                        Map.of(
                                "GOVC_URL",
                                vcenter.address(),
                                "GOVC_USERNAME",
                                VCenterServer.administrator(),
                                "GOVC_PASSWORD",
                                CarafeVCenter.PASSWORD,
                                "GOVC_TLS_CA_CERTS",
                                vcenter.certificateFile().toString()),
                        "",
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Cloud.REPOSITORY
                                        .resolve("examples/CreateMachine.java")
                                        .toString(),
                                GuestImageTest.OVA.toString()))
                .orFail();
        assertThat(out).contains("Connected to Carafe vCenter Server").containsPattern("has the address [0-9.]+");
    }

    @Test
    void theGuestIsTagged() throws Exception {
        RestClient rest = RestClient.login(client.connection(), VCenterServer.administrator(), CarafeVCenter.PASSWORD);
        Tags tags = new Tags(rest);
        String category = tags.createCategory("stage", "how far it is", false, List.of("VirtualMachine"));
        String tag = tags.createTag(category, "test", "");
        tags.attach(tag, guest);
        assertThat(tags.attached(guest)).containsExactly(tag);
        assertThat(tags.objects(tag)).hasToString("[" + guest + "]");
        tags.updateTag(tag, "proof", "of the pudding");
        assertThat(tags.tag(tag)).isEqualTo(new Tag(tag, category, "proof", "of the pudding"));
        tags.updateCategory(category, "phase", "how far");
        assertThat(tags.categoryByName("phase").orElseThrow().id()).isEqualTo(category);
        assertThat(tags.tagIds()).contains(tag);
        assertThat(tags.tagIds(category)).containsExactly(tag);
        tags.detach(tag, guest);
        tags.deleteTag(tag);
        tags.deleteCategory(category);
        rest.logout();
    }

    @Test
    void theGuestHasCustomFields() throws Exception {
        CustomFields fields = new CustomFields(client);
        int key = fields.add("backup", "VirtualMachine").key();
        fields.set(guest, key, "nightly");
        assertThat(fields.values(guest)).containsEntry("backup", "nightly");
        fields.remove(key);
        assertThat(fields.values(guest)).doesNotContainKey("backup");
    }
}
