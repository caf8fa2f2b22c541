package dev.carafe.vsphere.esxi.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.command.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles are read by the system's own tar. */
final class LogBundlesTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    @TempDir
    Path folder;

    private static String read(Path bundle, String file) throws Exception {
        return Command.run("tar", "-xzOf", bundle.toString(), file);
    }

    @Test
    void aBundleHasTheLogsAndNothingElseOfTheStateFolder() throws Exception {
        Path runs = folder.resolve("run");
        Files.createDirectories(runs.resolve("7"));
        Files.writeString(runs.resolve("7/qemu.log"), "x".repeat(LogBundles.MACHINE_LOG_MAX) + "the end\n");
        Files.writeString(runs.resolve("7/secret"), "secret");
        Files.createDirectories(runs.resolve("other"));
        LogBundles bundles = LogBundles.open(folder.resolve("bundles"), runs);
        String name = bundles.make(List.of("one", "two"), Map.of("commands/about.txt", "it\n"), NOW);
        assertThat(name).isEqualTo("esx-20260203-040506-1.tgz");
        Path file = bundles.find(name).orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String stem = "esx-20260203-040506-1/";
        assertThat(Command.run("tar", "-tzf", file.toString()).lines())
                .containsExactly(
                        stem + "var/log/hostd.log", stem + "commands/about.txt", stem + "var/log/machines/7.log");
        assertThat(read(file, stem + "var/log/hostd.log")).isEqualTo("one\ntwo\n");
        assertThat(read(file, stem + "var/log/machines/7.log"))
                .hasSize(LogBundles.MACHINE_LOG_MAX)
                .endsWith("xthe end\n");
    }

    @Test
    void theNewestAreKeptUntilTheAgentStartsAnew() throws Exception {
        LogBundles bundles = LogBundles.open(folder, folder.resolve("run"));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < LogBundles.KEPT_MAX + 2; i++) {
            names.add(bundles.make(List.of(), Map.of(), NOW.plusSeconds(i)));
        }
        assertThat(bundles.find(names.get(1))).isEmpty();
        assertThat(bundles.find(names.get(2))).isPresent();
        assertThat(bundles.find("../" + folder.getFileName() + "/" + names.getLast()))
                .isEmpty();
        LogBundles.open(folder, folder.resolve("run"));
        assertThat(bundles.find(names.getLast())).isEmpty();
    }
}
