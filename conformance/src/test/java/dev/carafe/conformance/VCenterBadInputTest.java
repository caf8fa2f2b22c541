package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client should ask of a vCenter. */
class VCenterBadInputTest extends VSphereBadInputContract {
    private static final Duration MOST = Duration.ofMinutes(1);

    @TempDir
    private static Path folder;

    private @Nullable VCenter vcenter;

    @Override
    void start() {
        vcenter = VCenter.start(folder);
    }

    private VCenter vcenter() {
        return Objects.requireNonNull(vcenter, "started first");
    }

    @Override
    String url() {
        return vcenter().url();
    }

    @Override
    void requireRunning() {
        vcenter().requireRunning();
    }

    @Override
    void end() {
        if (vcenter != null) {
            vcenter.close();
        }
    }

    @Override
    String sessionManager() {
        return "SessionManager";
    }

    @Override
    String someFolder() {
        return "group-d1";
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheFlagThatChoosesAnother() throws Exception {
        Command.Result second = Command.run(
                MOST,
                Map.of("CARAFE_NO_BUILD", "1"),
                "",
                List.of(
                        Cloud.REPOSITORY.resolve("carafe").toString(),
                        "vcenter",
                        "--data-dir",
                        folder.resolve("second").toString(),
                        "--address",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(vcenter().port())));
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).contains("port " + vcenter().port(), "--port").doesNotContain("\tat ");
        assertServes();
    }
}
