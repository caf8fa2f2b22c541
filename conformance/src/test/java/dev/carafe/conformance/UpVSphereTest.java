package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A real guest through the vCenter of {@code ./carafe up}, and what that command says of the two. */
class UpVSphereTest extends GuestContract {
    private @Nullable Cloud running;

    private Cloud cloud() {
        if (running == null) {
            throw new IllegalStateException("the cloud did not start");
        }
        return running;
    }

    @Override
    Govc start(Path folder) throws Exception {
        running = Cloud.upWithVSphere();
        return running.govc(newHome());
    }

    @Override
    Govc startAgainAfterAKill(Runnable whileItIsGone) {
        cloud().kill();
        whileItIsGone.run();
        cloud().start().orFail();
        Await.until(
                "the host to be connected",
                REACTION_MAX,
                () -> govc.ok("host.info"),
                info -> info.contains("State:           connected"));
        return govc;
    }

    @Override
    void end() {
        if (running != null) {
            running.close();
        }
    }

    @Override
    String datacenter() {
        return "/Datacenter";
    }

    @Override
    String addUser(String name, String password) throws Exception {
        Path file = Files.writeString(folder().resolve("password of " + name), password + "\n");
        assertThat(cloud().vcenter("user", "add", name, "--password-file", file.toString())
                        .orFail())
                .isEqualTo("Added " + name + "@vsphere.local.\n");
        assertThat(cloud().vcenter("user", "ls").orFail())
                .contains("administrator@vsphere.local", name + "@vsphere.local");
        assertThat(cloud().vcenter("user", "add", name, "--password-file", file.toString())
                        .err())
                .contains("there is a user " + name + "@vsphere.local already");
        return name + "@vsphere.local";
    }

    @Test
    void whoIsNoUserAnyMoreDoesNotLogIn() throws Exception {
        Govc former = new Govc(govc.url(), addUser("former", "his secret"), "his secret", newHome());
        assertThat(former.ok("about")).contains("VirtualCenter");
        Path other = Files.writeString(folder().resolve("another password"), "his other secret\n");
        cloud().vcenter("user", "passwd", "former", "--password-file", other.toString())
                .orFail();
        assertThat(new Govc(govc.url(), former.user(), "his secret", newHome()).refused("session.ls"))
                .contains("incorrect user name or password");
        new Govc(govc.url(), former.user(), "his other secret", newHome()).ok("about");
        cloud().vcenter("user", "rm", "former").orFail();
        assertThat(new Govc(govc.url(), former.user(), "his other secret", newHome()).refused("session.ls"))
                .contains("incorrect user name or password");
        assertThat(cloud().vcenter("user", "rm", "administrator").err()).contains("stays");
    }

    @Test
    void aShellThatReadsTheEnvironmentFindsKubectlAndGovc() throws Exception {
        String script = "eval \"$(" + Cloud.REPOSITORY.resolve("carafe") + " env --data-dir " + cloud().dataDirectory()
                + ")\" && " + Govc.PROGRAM + " about && " + Cloud.KUBECTL + " get nodes";
        assertThat(Command.run("sh", "-c", "export CARAFE_NO_BUILD=1 HOME=" + newHome() + "; " + script)
                        .orFail())
                .contains("Carafe vCenter Server", "VirtualCenter", "conformance");
    }

    @Test
    void theVCenterOwnsAHostFromTheStart() {
        assertThat(govc.ok("find", "/", "-type", "h")).contains("/Datacenter/host/Cluster/");
        assertThat(govc.ok("find", "/").lines())
                .contains("/Datacenter/vm/guest", "/Datacenter/datastore/datastore1", "/Datacenter/network/VM Network");
        assertThat(govc.ok("tree", "/")).contains("datastore1");
        assertThat(govc.ok("ls").lines()).contains("/Datacenter/vm", "/Datacenter/host");
        assertThat(govc.ok("host.info")).containsPattern("State: +connected");
        assertThat(cloud().carafe("status").orFail()).contains("esxi", "vcenter");
        Await.until(
                "the guest to be counted",
                REACTION_MAX,
                () -> cloud().carafe("status").orFail(),
                status -> status.contains("1 on; Carafe ESXi"));
        assertThat(cloud().carafe("status").orFail())
                .as("whether the processor or QEMU runs machines' code")
                .containsPattern("Carafe ESXi .*\\((TCG|KVM)");
        assertThat(cloud().carafe("logs", "esxi").orFail()).containsPattern("TCG|KVM");
    }

    @Test
    void whatItIsTaggedWithIsFound() {
        govc.ok("tags.category.create", "-t", "VirtualMachine", "stage");
        govc.ok("tags.create", "-c", "stage", "test");
        govc.ok("tags.attach", "test", guest());
        assertThat(govc.ok("tags.attached.ls", "-r", guest())).isEqualTo("test\n");
        assertThat(govc.ok("tags.attached.ls", "test")).contains("VirtualMachine:vm-");
        govc.ok("tags.update", "-d", "still a test", "test");
        assertThat(govc.ok("tags.info", "test")).contains("still a test", "stage");
        assertThat(govc.ok("tags.ls")).contains("test");
        govc.ok("tags.category.update", "-d", "how far it is", "stage");
        assertThat(govc.ok("tags.category.info", "stage")).contains("how far it is");
        assertThat(govc.ok("tags.category.ls")).isEqualTo("stage\n");
        govc.ok("tags.detach", "test", guest());
        govc.ok("tags.rm", "test");
        govc.ok("tags.category.rm", "stage");
    }

    @Override
    void afterTheLastMachine() {
        govc.ok("vm.create", "-m", "64", "-g", "otherLinux64Guest", "-disk", "16MB", "left");
        cloud().carafe("reset", "--yes").orFail();
        Set<String> left = Leftovers.now();
        left.removeAll(cloud().foundBefore());
        assertThat(left).isEmpty();
        assertThat(Files.exists(cloud().dataDirectory())).isFalse();
    }
}
