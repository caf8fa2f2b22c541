package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kubernetes' own client for Python against our API server. */
@Timeout(240)
@BesideOthers
class PythonClientTest {
    /** What the set-up of the tests fetched. */
    private static final Path PYTHON = Cloud.REPOSITORY.resolve("conformance/target/tools/python/bin/python");

    private static final Path SCRIPT = Cloud.REPOSITORY.resolve("conformance/src/test/python/use_kubernetes.py");

    @TempDir
    private Path folder;

    @Test
    void typedAndDynamicClientsAndWatchesWork() {
        assumeThat(PYTHON)
                .as("Python's clients were not fetched; ./carafe test does it")
                .isExecutable();
        try (ControlPlane plane = ControlPlane.start(folder)) {
            Command.Result result = Command.run(
                    Duration.ofMinutes(2),
                    Map.of("PYTHONDONTWRITEBYTECODE", "1", "HOME", folder.toString()),
                    "",
                    List.of(
                            PYTHON.toString(),
                            SCRIPT.toString(),
                            plane.kubectl().kubeconfig().toString()));
            assertThat(result.orFail()).endsWith("ok\n");
        }
    }
}
