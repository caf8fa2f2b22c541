package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carafe etcd}, driven by python-etcd3. */
@Timeout(240)
@BesideOthers
class PythonEtcdTest {
    private static final Path PYTHON = Cloud.REPOSITORY.resolve("conformance/target/tools/python/bin/python");
    private static final Path SCRIPT = Cloud.REPOSITORY.resolve("conformance/src/test/python/use_etcd.py");
    private static final Duration MOST = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void pythonEtcd3IsServedAsByUpstream() throws IOException {
        assumeThat(PYTHON)
                .as("python-etcd3 was not fetched; ./carafe test does it")
                .isExecutable();
        assumeThat(Command.run(MOST, Map.of(), "", List.of(PYTHON.toString(), "-c", "import etcd3"))
                        .status())
                .as("python-etcd3 was not fetched; ./carafe test does it")
                .isZero();
        try (EtcdMember etcd = EtcdMember.start(folder)) {
            String[] address = etcd.endpoint().split(":", 2);
            Command.Result result = Command.run(
                    MOST,
                    Map.of("PYTHONDONTWRITEBYTECODE", "1"),
                    "",
                    List.of(PYTHON.toString(), SCRIPT.toString(), address[0], address[1]));
            assertThat(result.orFail()).contains("a watch hears all in order", "a lock is let go", "a snapshot comes");
        }
    }
}
