package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One real guest on one server of the vSphere API, for many tests by upstream's govc: without KVM a boot takes half a minute.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class GuestBoot {
    static final Duration REACTION_MAX = Duration.ofMinutes(2);

    /** Who may do everything in the guest, as govc takes him. */
    static final String ROOT_IN_GUEST = "root:carafe";

    /** For the order of tests: what ends the guest comes last. */
    static final int LAST = Integer.MAX_VALUE;

    @TempDir
    private static Path folder;

    Govc govc;
    String address;

    /** Starts the server; skips the tests where this machine cannot run it. */
    abstract Govc start(Path folder) throws Exception;

    /** Kills the server and starts it again. */
    abstract Govc startAgainAfterAKill(Runnable whileItIsGone) throws Exception;

    /** Ends the server and all that is left of it. */
    abstract void end();

    /** What is to hold of the server itself once its guest was destroyed. */
    void afterTheLastMachine() {}

    /** The path of the datacenter. */
    abstract String datacenter();

    /** Lets somebody else log in, whom nothing is permitted yet; what permissions call him. */
    abstract String addUser(String name, String password) throws Exception;

    @BeforeAll
    void boot() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("machines' networks need root")
                .isEqualTo("root");
        TestGuest.assumeGovcAndGuest();
        govc = start(folder);
        govc.ok("import.ova", "-name=guest", GuestImageTest.OVA.toString());
        govc.ok("vm.change", "-vm", "guest", "-cpu-hot-add-enabled", "-memory-hot-add-enabled");
        govc.ok("vm.power", "-on", "guest");
        address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
    }

    @AfterAll
    void endAll() {
        end();
    }

    /** A folder for files of the tests. */
    Path folder() {
        return folder;
    }

    /** A fresh folder, for govc to keep a session in. */
    Path newHome() throws IOException {
        return Files.createTempDirectory(folder, "home");
    }

    /** The guest's path in the inventory. */
    String guest() {
        return machine("guest");
    }

    /** A machine's path in the inventory. */
    String machine(String name) {
        return datacenter() + "/vm/" + name;
    }

    String powerState() {
        return govc.ok("object.collect", "-s", guest(), "runtime.powerState").strip();
    }

    void awaitAgent() {
        Await.until(
                "the guest's agent to be told of",
                REACTION_MAX,
                () -> govc.ok("object.collect", "-s", guest(), "guest.toolsRunningStatus"),
                "guestToolsRunning\n"::equals);
    }

    void awaitPage() {
        Await.until("the guest to answer", REACTION_MAX, () -> page("/"), TestGuest.HELLO::equals);
    }

    String page(String path) {
        return TestGuest.at(address, path);
    }
}
