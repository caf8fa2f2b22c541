package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./carafe up --hosts 2}, as govc sees it through the vCenter. One guest is booted for all tests. */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralHostsTest {
    private static final Duration REACTION_MAX = Duration.ofMinutes(2);
    private static final String CLUSTER = "/Datacenter/host/Cluster/";

    @TempDir
    private static Path home;

    private static Cloud cloud;
    private static Govc govc;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Govc.PROGRAM)
                .as("govc was not built; ./carafe test does it where Go is")
                .isExecutable();
        assumeThat(GuestImageTest.OVA)
                .as("the guest was not built; ./carafe test does it")
                .exists();
        cloud = Cloud.upWithHosts(2);
        Struct env =
                Json.decodeStruct(cloud.carafe("env", "-o", "json").orFail().getBytes(StandardCharsets.UTF_8));
        govc = new Govc(text(env, "GOVC_URL"), text(env, "GOVC_USERNAME"), text(env, "GOVC_PASSWORD"), home);
    }

    @AfterAll
    static void removeAll() {
        if (cloud != null) {
            cloud.close();
        }
    }

    private static String text(Struct json, String name) {
        return Objects.requireNonNull(json.string(name), name);
    }

    private static String host(int number) {
        String first =
                govc.ok("find", "/", "-type", "h").lines().sorted().toList().get(number - 1);
        return first.substring(CLUSTER.length());
    }

    @Test
    @Order(1)
    void theVCenterOwnsBothHostsAndShowsWhatTheyShareOnce() {
        assertThat(govc.ok("find", "/", "-type", "h").lines()).hasSize(2).allMatch(path -> path.startsWith(CLUSTER));
        assertThat(govc.ok("find", "/", "-type", "s").lines())
                .containsExactlyInAnyOrder(
                        "/Datacenter/datastore/shared",
                        "/Datacenter/datastore/datastore1",
                        "/Datacenter/datastore/datastore1 (1)");
        assertThat(govc.ok("find", "/", "-type", "n").lines()).containsExactly("/Datacenter/network/VM Network");
        assertThat(govc.ok("object.collect", "-s", "/Datacenter/datastore/shared", "summary.multipleHostAccess"))
                .isEqualTo("true\n");
        assertThat(cloud.carafe("status").orFail()).contains("esxi-1", "esxi-2", "vcenter");
    }

    @Test
    @Order(2)
    void aGuestKeepsItsAddressOnTheOtherHost() {
        govc.ok("import.ova", "-name=guest", "-ds=shared", "-host=" + CLUSTER + host(1), GuestImageTest.OVA.toString());
        govc.ok("vm.power", "-on", "guest");
        String address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
        assertThat(Command.run("busybox", "ping", "-c", "1", "-W", "5", address).orFail())
                .contains(address);

        govc.ok("vm.power", "-off", "guest");
        govc.ok("vm.migrate", "-host", CLUSTER + host(2), "guest");
        assertThat(govc.ok("vm.info", "guest")).containsPattern("Host: +" + host(2).replace(".", "\\."));
        govc.ok("vm.power", "-on", "guest");
        assertThat(govc.ok("vm.ip", "-wait", "4m", "guest").strip()).isEqualTo(address);
    }

    @Test
    @Order(3)
    void aCloudThatWasKilledFindsItsHostsAndTheGuestRunning() {
        cloud.kill();
        cloud.start().orFail();
        Await.until(
                "both hosts to be connected",
                REACTION_MAX,
                () -> govc.ok("host.info", "-host", CLUSTER + "*"),
                info -> info.split("State: +connected", -1).length == 3);
        assertThat(govc.ok("object.collect", "-s", "/Datacenter/vm/guest", "runtime.powerState"))
                .isEqualTo("poweredOn\n");
    }

    @Test
    @Order(4)
    void aResetLeavesNothing() {
        cloud.carafe("reset", "--yes").orFail();
        Set<String> left = Leftovers.now();
        left.removeAll(cloud.foundBefore());
        assertThat(left).isEmpty();
        assertThat(Files.exists(cloud.dataDirectory())).isFalse();
    }
}
