package dev.carafe.cli.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class RunOptionsTest {
    private static ServerRunOptions parse(String... flags) {
        String[] all = new String[flags.length + 16];
        String[] needed = {
            "--etcd-servers",
            "http://127.0.0.1:1",
            "--tls-cert-file",
            "s.crt",
            "--tls-private-key-file",
            "s.key",
            "--client-ca-file",
            "ca.crt",
            "--service-account-signing-key-file",
            "sa.key",
            "--kubelet-client-certificate",
            "k.crt",
            "--kubelet-client-key",
            "k.key",
            "--kubelet-certificate-authority",
            "ca.crt"
        };
        System.arraycopy(needed, 0, all, 0, needed.length);
        System.arraycopy(flags, 0, all, needed.length, flags.length);
        KubeApiserverCommand command = new KubeApiserverCommand();
        new CommandLine(command).parseArgs(all);
        return command.runOptions.options();
    }

    @Test
    void theHelpListsTheFeatures() {
        assertThat(new CommandLine(new KubeApiserverCommand()).getUsageMessage())
                .contains("carafe kube-apiserver --data-dir")
                .contains("  kube:APIServerIdentity=true|false (BETA - default=true)" + System.lineSeparator());
    }

    @Test
    void tellsEveryFlagAsItWouldBeWritten() {
        ServerRunOptions options = parse(
                "--feature-gates",
                "ComponentFlagz=false,HPAScaleToZero=true",
                "--etcd-prefix=clouds/one",
                "--profiling=false",
                "--shutdown-delay-duration=1m10s",
                "--shutdown-send-retry-after",
                "--goaway-chance=0.01");
        assertThat(options.features()).hasToString("ComponentFlagz=false,HPAScaleToZero=true");
        assertThat(options.shutdownDelayDuration()).isEqualTo(Duration.ofSeconds(70));
        assertThat(options.etcdPrefix()).isEqualTo("clouds/one");
        assertThat(options.profiling()).isFalse();
        assertThat(options.shutdownSendRetryAfter()).isTrue();
        assertThat(options.goawayChance()).isEqualTo(0.01);
        assertThat(options.flags())
                .containsEntry("goaway-chance", "0.01")
                .containsEntry("shutdown-delay-duration", "1m10s")
                .containsEntry("etcd-prefix", "clouds/one")
                .containsEntry("profiling", "false")
                .containsEntry("authorization-mode", "[Node,RBAC]")
                .containsEntry("service-node-port-range", "30000-32767")
                .containsEntry("advertise-address", "")
                .containsEntry("client-ca-file", "ca.crt")
                .containsEntry("v", "0");
    }

    @Test
    void privilegedContainersAreAllowedToWhoAsksForThem() {
        assertThat(parse().allowPrivileged()).isFalse();
        assertThat(parse("--allow-privileged=false").allowPrivileged()).isFalse();
        assertThat(parse("--allow-privileged").allowPrivileged()).isTrue();
        assertThat(parse("--allow-privileged=true").allowPrivileged()).isTrue();
    }

    @Test
    void refusesWhatUpstreamRefuses() {
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--feature-gates=NoSuch=true"))
                .withMessage("invalid argument \"NoSuch=true\" for \"--feature-gates\" flag:"
                        + " unrecognized feature gate: NoSuch");
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--shutdown-delay-duration=-1s"))
                .withMessage("--shutdown-delay-duration can not be negative value");
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--goaway-chance=0.03"))
                .withMessage("--goaway-chance can not be less than 0 or greater than 0.02");
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--goaway-chance=-0.01"))
                .withMessage("--goaway-chance can not be less than 0 or greater than 0.02");
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--tracing-config-file=no-such-file"))
                .withMessage("tracing-config-file no-such-file does not exist");
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--runtime-config=api/beta=true,apps/v9=true"))
                .withMessage("group version apps/v9 that has not been registered");
    }
}
