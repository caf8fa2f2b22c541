package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    @TempDir
    Path directory;

    private Server<Target> server(String name, Optional<Server.Startup> startup) throws Exception {
        Path kubeconfig = directory.resolve(name);
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """);
        return new Server<>(name, new Target(kubeconfig, 1, 1), List.of(), startup);
    }

    private static Measurement creates(long count, double apiSeconds, double etcdSeconds, long residentMib) {
        return new Measurement(
                "create a pod",
                count,
                1,
                0,
                List.of(1.0, 2.0),
                Map.of("api", apiSeconds, "etcd", etcdSeconds),
                Map.of("api", residentMib));
    }

    @Test
    void roundsAreAddedUpAndServersStandBesideEachOther() throws Exception {
        Server<Target> ours = server("ours", Optional.of(new Server.Startup(0.5, 2, 100)));
        Server<Target> other = server("other", Optional.of(new Server.Startup(2, 1, 200)));
        Report report = new Report(List.of(ours, other), "`/readyz`");
        report.add(ours, creates(1_000, 0.2, 0.1, 300));
        report.add(ours, creates(1_000, 0.4, 0.1, 350));
        report.add(other, creates(2_000, 1.5, 0.1, 400));
        assertThat(report.markdown()).isEqualTo("""
                        | operation | ours, CPU each | other, CPU each | ours / other |
                        | --- | --- | --- | --- |
                        | create a pod | 400 µs | 800 µs | 0.50 |
                        | start to `/readyz`, wall time | 500.00 ms | 2.0 s | 0.25 |
                        | start to `/readyz`, CPU | 2.0 s | 1.0 s | 2.00 |
                        | resident when ready | 100 MiB | 200 MiB | 0.50 |
                        | resident, most after any operation | 350 MiB | 400 MiB | 0.88 |
                        """);
        assertThat(report.json()).contains("\"cpuSeconds\"", "\"p50Ms\"", "\"startup\"");
    }

    @Test
    void aServerAloneHasNoRatio() throws Exception {
        Server<Target> ours = server("ours", Optional.empty());
        Report report = new Report(List.of(ours), "`/readyz`");
        report.add(ours, creates(10, 0.02, 0, 1));
        assertThat(report.markdown()).contains("| operation | ours, CPU each |\n", "| create a pod | 2.00 ms |\n");
        assertThat(report.markdown()).doesNotContain("readyz", " / ");
    }

    @Test
    void aProcessIsNamedAfterItsServerUnlessItIsGivenAName() {
        assertThat(Assignment.parse("--pid", "ours/etcd=17")).isEqualTo(new Assignment("ours", "etcd", "17"));
        assertThat(Assignment.parse("--start", "ours=api --flag=1"))
                .isEqualTo(new Assignment("ours", "ours", "api --flag=1"));
        assertThatThrownBy(() -> Assignment.parse("--pid", "17")).hasMessageContaining("--pid takes SERVER=VALUE");
        assertThatThrownBy(() -> ServerProcess.of(new Assignment("ours", "etcd", "many")))
                .hasMessage("--pid takes a process id, not many");
    }
}
