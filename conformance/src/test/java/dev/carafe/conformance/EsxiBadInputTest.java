package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client should ask of a host agent, and what a user may not ask. */
class EsxiBadInputTest extends VSphereBadInputContract {
    private static final String DENIED = "Permission to perform this operation was denied";

    @TempDir
    private static Path folder;

    private @Nullable Esxi esxi;

    @Override
    void start() {
        esxi = Esxi.start(folder, "--without-network");
    }

    private Esxi esxi() {
        return Objects.requireNonNull(esxi, "started first");
    }

    @Override
    String url() {
        return esxi().url();
    }

    @Override
    void requireRunning() {
        esxi().requireRunning();
    }

    @Override
    void end() {
        if (esxi != null) {
            esxi.close();
        }
    }

    @Override
    String sessionManager() {
        return "ha-sessionmgr";
    }

    @Override
    String someFolder() {
        return "ha-folder-vm";
    }

    private Govc govc(String user, String password) throws IOException {
        assumeThat(Govc.PROGRAM)
                .as("govc was not built; ./carafe test does it where Go is")
                .isExecutable();
        return new Govc(esxi().url(), user, password, Files.createTempDirectory(folder, "home"));
    }

    @Test
    void filesAreNotForThoseWithoutASession() throws Exception {
        assertThat(get("/folder?dcPath=ha-datacenter&dsName=datastore1").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoMayOnlyReadIsRefusedWhatChanges() throws Exception {
        Govc root = govc(Esxi.USER, Esxi.PASSWORD);
        root.ok("host.account.create", "-id", "reader", "-password", "only-For-tests-1");
        root.ok("permissions.set", "-principal", "reader", "-role", "ReadOnly", "/");
        root.ok("datastore.mkdir", "kept");
        Govc reader = govc("reader", "only-For-tests-1");

        assertThat(reader.ok("datastore.info")).contains("datastore1");
        assertThat(reader.refused("datastore.mkdir", "more")).contains(DENIED);
        assertThat(reader.refused("datastore.rm", "kept")).contains(DENIED);
        assertThat(reader.refused("datastore.mv", "kept", "lost")).contains(DENIED);
        assertThat(reader.refused("datastore.cp", "kept", "copied")).contains(DENIED);
        assertThat(reader.refused("datastore.disk.create", "-size", "1MB", "kept/a.vmdk"))
                .contains(DENIED);
        assertThat(reader.refused("permissions.set", "-principal", "reader", "-role", "Admin", "/"))
                .contains(DENIED);
        assertThat(reader.refused("role.create", "mine", "VirtualMachine.Interact.PowerOn"))
                .contains(DENIED);
        assertThat(reader.refused("host.account.create", "-id", "other", "-password", "only-For-tests-2"))
                .contains(DENIED);

        assertThat(root.ok("datastore.ls").lines()).contains("kept").doesNotContain("more", "lost", "copied");
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheFlagThatChoosesAnother() throws Exception {
        int port = URI.create(url()).getPort();
        Command.Result second = Command.run(
                Duration.ofMinutes(1),
                Map.of("CARAFE_NO_BUILD", "1"),
                "",
                List.of(
                        Cloud.REPOSITORY.resolve("carafe").toString(),
                        "esxi",
                        "--without-network",
                        "--data-dir",
                        folder.resolve("second").toString(),
                        "--address",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port)));
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).contains("port " + port, "--port").doesNotContain("\tat ");
        assertServes();
    }
}
